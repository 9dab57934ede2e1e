// Depth as somebody at the lines sees it: what is said to be carried is what an order gets.
import { expect, test } from 'vitest'
import type { Bench } from '../testing.ts'
import { deviceKey, drawing, neighbours } from '../testing.ts'
import { asked, buys, marketBench, sells, trades, who } from './book.testing.ts'

const at = (number: number, bus: string) => ({
  ...{ device: deviceKey(number), bus },
  ...{ importW: 400_000, exportW: 400_000, solar: false },
})
const line = (from: string, to: string, ratingW: number, feeMilli: number) => ({
  ...{ from, to, ratingW, feeMilli },
})
const BUSES = ['mill', 'a', 'b', 'bb']
const street = (ratings: readonly number[]) =>
  marketBench({ potFee: 2, fundFee: 1, mostPrice: 5000 }, { maxTrades: 64 }, neighbours(12), {
    feeder: {
      slack: 'mill',
      buses: BUSES.map(bus => ({ bus, zone: null })),
      lines: [
        line('mill', 'a', ratings[0]!, 4),
        line('mill', 'b', ratings[1]!, 6),
        line('b', 'bb', ratings[2]!, 1),
      ],
    },
    limits: [],
    points: [3, 4, 5, 6, 7, 8].map((number, i) => at(number, BUSES[i % 4]!)),
  })

const seen = (bench: Bench, number: number | null) =>
  asked(bench, 'depth', {
    ...{ kind: 0, interval: 1, most: 100 },
    account: number === null ? null : bench.account(who(number)),
  })

test('what the cable cannot carry, from either end of it', () => {
  // 4000 W are 1000 Wh in a quarter of an hour.
  const bench = street([400_000, 4000, 400_000])
  sells(bench, 6, { price: 100, energy: 700 })
  sells(bench, 5, { price: 105, energy: 800 })
  sells(bench, 3, { price: 109, energy: 200 })
  // The mill’s offer is dearer, and comes before the one at 105, for its path is in the price.
  expect(seen(bench, 4).asks).toEqual({
    levels: [
      { price: 100, energy: 700, orders: 1, carried: 700 },
      { price: 105, energy: 800, orders: 1, carried: 300 },
      { price: 109, energy: 200, orders: 1, carried: 200 },
    ],
    meets: { limit: 100 + 3 + 11, path: 11 },
  })
  expect(seen(bench, 5).asks).toMatchObject({
    levels: [{ carried: 700 }, { carried: 800 }, { carried: 200 }],
    meets: { limit: 100 + 3 + 1, path: 1 },
  })
  expect(seen(bench, null).asks).toMatchObject({
    levels: [{ carried: 700 }, { carried: 800 }, { carried: 200 }],
    meets: { limit: 103, path: 0 },
  })
  // What was bought takes its room, and what flows against it gives room back.
  expect(buys(bench, 4, { price: 200, energy: 1000 })).toBe('done')
  expect(seen(bench, 4).asks).toMatchObject({
    levels: [{ energy: 700, carried: 200 }],
    meets: { limit: 105 + 3 + 10, path: 10 },
  })
  sells(bench, 8, { price: 10, energy: 500 })
  expect(buys(bench, 6, { price: 30, energy: 500 })).toBe('done')
  expect(seen(bench, 4).asks).toMatchObject({ levels: [{ energy: 700, carried: 700 }] })
})

test('several stand at one price: one level, and each by its own way', () => {
  const bench = street([400_000, 4000, 400_000])
  sells(bench, 5, { price: 100, energy: 900 })
  sells(bench, 6, { price: 100, energy: 900 })
  sells(bench, 3, { price: 100, energy: 900 })
  expect(seen(bench, 4).asks.levels).toEqual([{ price: 100, energy: 2700, orders: 3, carried: 1900 }])
  expect(asked(bench, 'book', { kind: 0, interval: 1 }).ask).toEqual({ price: 100, energy: 2700, orders: 3 })
})

test('as much as is said to be carried is what an order gets, from the limit on that is said to meet', () => {
  const draw = drawing(11)
  for (let round = 0; round < 25; round++) {
    const bench = street([draw(8) * 1000, draw(8) * 1000, draw(8) * 1000])
    for (let i = 0; i < 10; i++) {
      const wanted = { price: 100 + draw(20), energy: 1 + draw(900) }
      // The taker, 4, has nothing that stands.
      const number = [3, 5, 6, 7][draw(4)]!
      if (draw(2) === 0) sells(bench, number, { ...wanted, price: wanted.price + 40 })
      else buys(bench, number, wanted)
    }
    const isBuy = draw(2) === 0
    const { levels, meets } = seen(bench, 4)[isBuy ? 'asks' : 'bids']
    const carried = levels.reduce((sum: number, level: { carried: number }) => sum + level.carried, 0)
    const take = (price: number) => {
      const all = { price, energy: 100_000, terms: 'ioc' } as const
      expect(isBuy ? buys(bench, 4, all) : sells(bench, 4, all)).toBe('done')
      return trades(bench).reduce((sum, { energy }) => sum + energy, 0)
    }
    expect(meets === null).toBe(carried === 0)
    if (meets === null) {
      expect(take(isBuy ? 5000 : 0)).toBe(0)
      continue
    }
    expect(take(isBuy ? meets.limit - 1 : meets.limit + 1)).toBe(0)
    expect(take(isBuy ? 5000 : 0)).toBe(carried)
    expect(seen(bench, 4)[isBuy ? 'asks' : 'bids'].meets).toBe(null)
  }
})
