import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Lines } from '../engine/lines.testing.ts'
import { MemoryOrder } from '../engine/memory/level.ts'
import { MemoryShelf } from '../engine/memory/shelf.ts'
import type { Clerk, Grid } from '../engine/ports.ts'
import { bid } from './bid.ts'
import { clear } from './clear.ts'
import { clearingOf, type Level } from './price.ts'
import { type Plain, slowBid, slowClear, type Told } from './slow.testing.ts'

function shelve(orders: readonly Plain[]) {
  const shelf = new MemoryShelf<MemoryOrder>()
  for (const { place, owner, side, price, rest, pocket } of orders)
    shelf.put(new MemoryOrder(place, owner, side, price, rest, pocket), rest)
  const trades: Told[] = []
  const unmet = new Map<number, number>()
  const clerk: Clerk<MemoryOrder> = {
    traded: ({ buy, sell, price, energy }) =>
      void trades.push({ buy: buy.place, sell: sell.place, price, energy }),
    ended: (order, energy) => void unmet.set(order.place, (unmet.get(order.place) ?? 0) + energy),
  }
  /** What every order has left, what met nobody included. */
  const rests = () =>
    new Map(
      orders.map(({ place }) => [place, (shelf.find(place)?.rest ?? 0) + (unmet.get(place) ?? 0)] as const),
    )
  return { shelf, clerk, trades, rests }
}

function levels(orders: readonly Plain[], side: 'buy' | 'sell'): Level[] {
  const sums = new Map<number, number>()
  for (const order of orders)
    if (order.side === side) sums.set(order.price, (sums.get(order.price) ?? 0) + order.rest)
  const found = [...sums].map(([price, energy]) => ({ price, energy }))
  return found.sort((a, b) => (side === 'buy' ? b.price - a.price : a.price - b.price))
}

function runClear(orders: readonly Plain[], fee: number, steps = 1000) {
  const run = shelve(orders)
  let clearing = clearingOf(levels(orders, 'buy'), levels(orders, 'sell'), fee)
  while (clearing && clearing.energy > 0) clearing = clear(run.shelf, run.clerk, fee, clearing, steps)
  return run
}

function runBid(orders: readonly Plain[], grid: Grid, steps = 1000) {
  const run = shelve(orders)
  while (bid(run.shelf, grid, run.clerk, steps) === 0);
  return run
}

const order = (place: number, side: 'buy' | 'sell', price: number, rest: number, owner = place): Plain => ({
  place,
  owner,
  side,
  price,
  rest,
  pocket: 0,
})

describe('the price of a call', () => {
  test.each<[string, Plain[], number | undefined]>([
    ['nothing crosses', [order(1, 'buy', 10, 5), order(2, 'sell', 11, 5)], undefined],
    ['nobody is there', [], undefined],
    ['halfway between the two', [order(1, 'buy', 20, 5), order(2, 'sell', 11, 5)], 15],
    // What is left of the bid would still give 20.
    ['a partly filled bid counts as unfilled', [order(1, 'buy', 20, 9), order(2, 'sell', 11, 5)], 20],
    ['a partly filled offer, too', [order(1, 'buy', 20, 5), order(2, 'sell', 11, 9)], 11],
    [
      'those left out close the gap',
      [order(1, 'buy', 20, 5), order(2, 'sell', 10, 5), order(3, 'buy', 13, 5), order(4, 'sell', 16, 5)],
      14,
    ],
    ['below zero it is rounded down, too', [order(1, 'buy', 0, 5), order(2, 'sell', -5, 5)], -3],
  ])('%s', (_, orders, price) => {
    expect(clearingOf(levels(orders, 'buy'), levels(orders, 'sell'), 0)?.price).toBe(price)
  })

  test('a fee for all comes off what buyers give', () => {
    const orders = [order(1, 'buy', 20, 5), order(2, 'sell', 11, 5)]
    expect(clearingOf(levels(orders, 'buy'), levels(orders, 'sell'), 9)).toEqual({ price: 11, energy: 5 })
    expect(clearingOf(levels(orders, 'buy'), levels(orders, 'sell'), 10)).toBeUndefined()
  })

  test('more energy than exact integers hold is refused', () => {
    const many = [
      { price: 20, energy: 2 ** 53 - 1 },
      { price: 19, energy: 2 },
    ]
    expect(() =>
      clearingOf(
        many,
        [
          { price: 1, energy: 2 ** 53 - 1 },
          { price: 2, energy: 9 },
        ],
        0,
      ),
    ).toThrow()
  })
})

test('in a call with one price nobody sells to themselves, and nobody else feels it', () => {
  const orders = [
    order(1, 'sell', 10, 4, 7),
    order(2, 'sell', 11, 4, 8),
    order(3, 'buy', 20, 6, 7),
    order(4, 'buy', 19, 6, 9),
  ]
  const { trades, rests } = runClear(orders, 0)
  expect(trades).toEqual([
    { buy: 3, sell: 2, price: 19, energy: 2 },
    { buy: 4, sell: 2, price: 19, energy: 2 },
  ])
  expect([...rests().values()]).toEqual([4, 0, 4, 4])
})

test('everybody pays what they bid, and passes over their own', () => {
  const orders = [
    order(1, 'sell', 10, 4, 7),
    order(2, 'sell', 11, 4, 8),
    order(3, 'buy', 20, 6, 7),
    order(4, 'buy', 19, 6, 9),
  ]
  const { trades, rests } = runBid(orders, new Lines([], [0]))
  expect(trades).toEqual([
    { buy: 3, sell: 2, price: 20, energy: 4 },
    { buy: 4, sell: 1, price: 19, energy: 4 },
  ])
  expect([...rests().values()]).toEqual([0, 0, 2, 2])
})

test('a trade that makes room on a line gives those who waited for it their turn', () => {
  const lines = [{ to: 0, up: 100, down: 0, fee: 0 }]
  const at = (pocket: number, each: Plain) => ({ ...each, pocket })
  const orders = [
    at(1, order(1, 'buy', 20, 5)), // beyond a line that carries nothing its way
    at(0, order(2, 'sell', 10, 5)),
    at(0, order(3, 'buy', 15, 3)),
    at(1, order(4, 'sell', 12, 3, 1)), // of the first buyer, so nobody's but the third's
    at(0, order(5, 'sell', 14, 9)),
  ]
  orders[1]!.rest = 2
  const { trades } = runBid(orders, new Lines(lines, [0, 0]))
  expect(trades).toEqual([
    { buy: 3, sell: 2, price: 15, energy: 2 },
    { buy: 3, sell: 4, price: 15, energy: 1 },
    { buy: 1, sell: 5, price: 20, energy: 1 },
  ])
})

const anyOrders = (pockets: number) =>
  fc
    .array(
      fc.record({
        owner: fc.integer({ min: 1, max: 6 }),
        side: fc.constantFrom('buy' as const, 'sell' as const),
        price: fc.integer({ min: -3, max: 12 }),
        rest: fc.integer({ min: 1, max: 8 }),
        pocket: fc.nat(pockets - 1),
      }),
      { maxLength: 24 },
    )
    .map(orders => orders.map((each, i): Plain => ({ ...each, place: i + 1 })))
const copies = (orders: readonly Plain[]) => orders.map(each => ({ ...each }))
const limit = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.constant(1000))
const anyLines = fc
  .array(fc.record({ to: fc.nat(), up: limit, down: limit, fee: fc.nat(3) }), { maxLength: 4 })
  .map(lines => lines.map((line, i) => ({ ...line, to: line.to % (i + 1) })))

describe('as slow references have it', () => {
  test('a call with one price', () => {
    fc.assert(
      fc.property(anyOrders(1), fc.nat(3), fc.integer({ min: 1, max: 5 }), (orders, fee, steps) => {
        const plain = copies(orders)
        const expected = slowClear(plain, fee)
        const { trades, rests } = runClear(orders, fee, steps)
        expect(trades).toEqual(expected)
        expect([...rests().values()]).toEqual(plain.map(({ rest }) => rest))
      }),
      { numRuns: 500 },
    )
  })

  test('a call in which everybody pays what they bid, with lines and fees', () => {
    fc.assert(
      fc.property(anyLines, anyOrders(5), fc.integer({ min: 1, max: 5 }), (lines, orders, steps) => {
        const here = orders.map(each => ({ ...each, pocket: each.pocket % (lines.length + 1) }))
        const plain = copies(here)
        const zones = lines.map(() => 0)
        const expected = slowBid(plain, new Lines(lines, [0, ...zones]))
        const { trades, rests } = runBid(here, new Lines(lines, [0, ...zones]), steps)
        expect(trades).toEqual(expected)
        expect([...rests().values()]).toEqual(plain.map(({ rest }) => rest))
      }),
      { numRuns: 1000 },
    )
  })

  test('no trade is worse than either limit, and one price clears the market', () => {
    fc.assert(
      fc.property(anyOrders(1), fc.nat(3), (orders, fee) => {
        const { trades, rests } = runClear(orders, fee)
        const of = (place: number) => orders[place - 1]!
        for (const { buy, sell, price } of trades) {
          expect(price).toBeGreaterThanOrEqual(of(sell).price)
          expect(price + fee).toBeLessThanOrEqual(of(buy).price)
        }
        expect(new Set(trades.map(({ price }) => price)).size).toBeLessThanOrEqual(1)
        // Whoever would gain at the price has traded all, but for what met themselves.
        const [price] = trades.map(each => each.price)
        const owners = (side: 'buy' | 'sell') =>
          new Set(orders.filter(each => each.side === side).map(({ owner }) => owner))
        const [buyers, sellers] = [owners('buy'), owners('sell')]
        if (price === undefined) return
        for (const each of orders) {
          const gains = each.side === 'buy' ? each.price - fee > price : each.price < price
          const isBoth = buyers.has(each.owner) && sellers.has(each.owner)
          if (gains && !isBoth) expect(rests().get(each.place)).toBe(0)
        }
      }),
    )
  })
})
