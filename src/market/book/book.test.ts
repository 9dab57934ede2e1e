// Orders, what stands behind them, and what becomes of them.
import { expect, test } from 'vitest'
import { balanceOf, heldOf } from '../accounts/money.ts'
import { potOf } from '../delegates/pot.ts'
import type { Bench } from '../testing.ts'
import {
  asked,
  buying,
  buys,
  deal,
  marketBench,
  numberOf,
  selling,
  sells,
  trades,
  who,
} from './book.testing.ts'
import { cancelled, closed, expired, placed, reduced, released } from './events.ts'
import { book } from './index.ts'
import { FUND } from './money.ts'

const free = (bench: Bench, number: number) => balanceOf(bench.state, bench.account(who(number))).free
const locked = (bench: Bench, number: number) => heldOf(bench.state, bench.account(who(number)))
const CREDITS = 1_000_000_000

test('the published case: six trades, two that rest', () => {
  const bench = marketBench({ mostPrice: 1000, mostEnergy: 1_000_000 })
  const all: string[] = []
  const note = () => {
    for (const { buy, sell, price, energy } of trades(bench)) all.push(`${buy}-${sell} ${energy} at ${price}`)
  }
  // u5 to u10 sell, then u1 to u4 buy: places 1 to 6 and 7 to 10.
  for (const [number, energy, price] of [
    [5, 240, 410],
    [6, 280, 390],
    [7, 700, 430],
    [8, 230, 370],
    [9, 150, 370],
    [10, 300, 360],
  ] as const) {
    expect(sells(bench, number, { price, energy: energy * 1000 })).toBe('done')
    note()
  }
  for (const [number, energy, price] of [
    [1, 600, 370],
    [2, 360, 400],
    [3, 240, 410],
    [4, 350, 330],
  ] as const) {
    expect(buys(bench, number, { price, energy: energy * 1000 })).toBe('done')
    note()
  }
  expect(all).toEqual([
    '7-6 300000 at 360',
    '7-4 230000 at 370',
    '7-5 70000 at 370',
    '8-5 80000 at 370',
    '8-2 280000 at 390',
    '9-1 240000 at 410',
  ])
  const { trades: count, energy, value, last, low, high } = asked(bench, 'book', { kind: 0, interval: 1 })
  expect({ count, energy, value, last, low, high }).toEqual({
    count: 6,
    energy: 1_200_000,
    value: 456_200_000,
    last: 410,
    low: 360,
    high: 410,
  })
  expect(asked(bench, 'depth', { kind: 0, interval: 1, most: 10, account: null })).toEqual({
    bids: {
      levels: [{ price: 330, energy: 350_000, orders: 1, carried: 350_000 }],
      meets: { limit: 330, path: 0 },
    },
    asks: {
      levels: [{ price: 430, energy: 700_000, orders: 1, carried: 700_000 }],
      meets: { limit: 430, path: 0 },
    },
  })
})

test('a buyer locks its limit and pays the price; a seller locks its deposit until it has delivered', () => {
  const bench = marketBench({ deposit: 50, potFee: 2, fundFee: 3 })
  const pot = potOf(bench.state)
  expect(sells(bench, 4, { price: 300, energy: 1000 })).toBe('done')
  expect([free(bench, 4), locked(bench, 4)]).toEqual([CREDITS - 50_000, 50_000])
  expect(buys(bench, 5, { price: 400, energy: 3000 })).toBe('done')
  expect(trades(bench)).toMatchObject([{ price: 300, fee: 5, energy: 1000 }])
  // 305 a kWh for the first 1000 Wh; the other 2000 wait with their limit behind them.
  expect([free(bench, 5), locked(bench, 5)]).toEqual([CREDITS - 305_000 - 800_000, 800_000])
  expect([free(bench, 4), locked(bench, 4)]).toEqual([CREDITS - 50_000 + 300_000, 50_000])
  expect(potOf(bench.state) - pot).toBeLessThanOrEqual(2000)
  expect(balanceOf(bench.state, FUND).free).toBe(3000)
  // The gate is ten slots before the interval.
  bench.block([], 90)
  expect(bench.happened(expired)).toMatchObject([{ number: 2, energy: 2000 }])
  expect(bench.happened(closed)).toMatchObject([{ trades: 1, energy: 1000, value: 300_000, last: 300 }])
  expect([free(bench, 5), locked(bench, 5)]).toEqual([CREDITS - 305_000, 0])
  expect(locked(bench, 4)).toBe(50_000)
  bench.block([], 200)
  expect(bench.happened(released)).toMatchObject([{ deposit: 50_000 }])
  expect([free(bench, 4), locked(bench, 4)]).toEqual([CREDITS + 300_000, 0])
  expect(asked(bench, 'past', { account: bench.account(who(4)) })).toEqual([
    { kind: 0, interval: 1, bought: 0, sold: 1000, paid: 0, earned: 300_000 },
  ])
  expect(asked(bench, 'book', { kind: 0, interval: 1 })).toMatchObject({ last: 300, energy: 1000 })
  bench.block([], 401)
  expect(asked(bench, 'book', { kind: 0, interval: 1 })).toBeNull()
})

test('the older order sets the price: a bid what it leaves the seller after the fee', () => {
  const bench = marketBench({ potFee: 5 })
  buys(bench, 3, { price: 400, energy: 100 })
  sells(bench, 4, { price: 100, energy: 40 })
  expect(trades(bench)).toMatchObject([{ price: 395, fee: 5, energy: 40 }])
  // 396 + 5 is more than 400.
  sells(bench, 4, { price: 396, energy: 40 })
  expect(trades(bench)).toEqual([])
})

test('own orders never meet, and never stand in the way', () => {
  const bench = marketBench()
  sells(bench, 3, { price: 100, energy: 10 })
  sells(bench, 4, { price: 200, energy: 10 })
  buys(bench, 3, { price: 300, energy: 10 })
  expect(trades(bench)).toMatchObject([{ sell: 2, price: 200, energy: 10 }])
})

test('at once or not at all', () => {
  const bench = marketBench()
  sells(bench, 3, { price: 100, energy: 10 })
  expect(buys(bench, 4, { price: 100, energy: 11, terms: 'fok' })).toBe('book/unfillable')
  expect(buys(bench, 4, { price: 100, energy: 4, terms: 'fok' })).toBe('done')
  expect(trades(bench)).toMatchObject([{ energy: 4 }])
  expect(buys(bench, 4, { price: 100, energy: 11, terms: 'ioc' })).toBe('done')
  expect(trades(bench)).toMatchObject([{ energy: 6 }])
  expect(bench.happened(cancelled)).toMatchObject([{ energy: 5 }])
  expect(locked(bench, 4)).toBe(0)
})

test('cancelled orders give back what stood behind them', () => {
  const bench = marketBench()
  buys(bench, 3, { price: 100, energy: 10 })
  const number = numberOf(bench)
  expect(deal(bench, who(4), 'book/cancel', { kind: 0, interval: 1, number })).toBe('book/not-yours')
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number: 9 })).toBe('book/unknown-order')
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 2, number })).toBe('book/unknown-order')
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number })).toBe('done')
  expect([free(bench, 3), locked(bench, 3)]).toEqual([CREDITS, 0])
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number })).toBe('book/not-yours')
})

test('all of an account’s orders are cancelled, or those of one book, as many as it says', () => {
  const bench = marketBench()
  for (const interval of [1, 1, 2, 3]) buys(bench, 3, { price: 100, energy: 10, interval })
  buys(bench, 4, { price: 100, energy: 10 })
  const all = (book: object | null, most: number) => deal(bench, who(3), 'book/cancelAll', { book, most })
  expect(all({ kind: 0, interval: 2 }, 9)).toBe('done')
  expect(locked(bench, 3)).toBe(3000)
  expect(all(null, 2)).toBe('done')
  expect(locked(bench, 3)).toBe(1000)
  expect(all(null, 2)).toBe('done')
  expect(locked(bench, 3)).toBe(0)
  expect(all(null, 2)).toBe('book/nothing-open')
  expect(locked(bench, 4)).toBe(1000)
})

test('an order that is for less keeps its place; any other change loses it', () => {
  const bench = marketBench()
  buys(bench, 3, { price: 100, energy: 10 })
  buys(bench, 4, { price: 100, energy: 10 })
  const change = (number: number, price: number, energy: number) =>
    deal(bench, who(3), 'book/replace', { kind: 0, interval: 1, number, price, energy })
  expect(change(1, 100, 10)).toBe('book/unchanged')
  expect(change(1, 100, 8)).toBe('done')
  expect(bench.happened(reduced)).toMatchObject([{ number: 1, energy: 2 }])
  expect(locked(bench, 3)).toBe(800)
  sells(bench, 5, { price: 100, energy: 1 })
  expect(trades(bench)).toMatchObject([{ buy: 1 }])
  expect(change(1, 100, 9)).toBe('done')
  expect(bench.happened(placed)).toMatchObject([{ number: 4, was: 1, energy: 9 }])
  sells(bench, 5, { price: 100, energy: 1 })
  expect(trades(bench)).toMatchObject([{ buy: 2 }])
  expect(change(4, 100, 0)).toBe('book/no-energy')
  expect(change(4, 101, 9)).toBe('done')
  expect(locked(bench, 3)).toBe(909)
})

test.each([
  ['cancel', 0, { kind: 0, interval: 1, number: 30 }],
  ['cancelAll', 0, { book: null, most: 30 }],
  ['replace', 6, { kind: 0, interval: 1, number: 30, price: 99, energy: 10 }],
] as const)('%s makes no more trades of what came before than its work declares', (name, most, params) => {
  const maxTrades = 6
  const bench = marketBench({ openOrders: 32 }, { maxTrades, hookBudget: 1 })
  const intervals = [1, 2, 3]
  const place = (number: number, wanted: object) => bench.send(who(number), 'book/place', wanted)
  bench.block(
    intervals.flatMap(interval =>
      Array.from({ length: 30 }, () => place(3, selling({ price: 100, energy: 10, interval }))),
    ),
  )
  bench.block(intervals.map(interval => place(4, buying({ price: 200, energy: 300, interval }))))
  const [queued] = bench.block([bench.send(who(3), `book/${name}`, params)])
  expect(queued).toMatchObject({ status: 'queued' })
  bench.block([])
  expect(bench.head.outcomes).toMatchObject([{ status: 'done' }])
  // The hooks have their share in the same block: one order’s trades.
  const made = trades(bench).length - maxTrades
  expect(made).toBe(most)
  expect(made).toBeLessThanOrEqual(book.commands[name]!.work(params, bench.community.genesis))
})

test('what one order’s trades do not suffice for goes on before anything newer', () => {
  const bench = marketBench({}, { maxTrades: 3, hookBudget: 3 })
  for (let i = 0; i < 15; i++) sells(bench, 3 + (i % 5), { price: 100 + i, energy: 10 })
  bench.block([
    bench.send(who(10), 'book/place', {
      ...{
        kind: 0,
        interval: 1,
        side: 0,
        price: 500,
        energy: 135,
        terms: 'gate',
        until: null,
        tag: 0,
        traits: 0,
        names: [],
      },
    }),
    bench.send(who(10), 'book/place', {
      ...{
        kind: 0,
        interval: 1,
        side: 0,
        price: 500,
        energy: 40,
        terms: 'ioc',
        until: null,
        tag: 0,
        traits: 0,
        names: [],
      },
    }),
  ])
  const found: string[] = []
  for (let blocks = 0; blocks < 12; blocks++) {
    bench.block([])
    for (const { buy, energy } of trades(bench)) found.push(`${buy}:${energy}`)
  }
  expect(found).toEqual([...Array.from({ length: 13 }, () => '16:10'), '16:5', '17:5', '17:10'])
  expect(locked(bench, 10)).toBe(0)
})

test('ten thousand orders at a gate end block by block, and the hooks’ share is kept', {
  timeout: 60_000,
}, () => {
  const bench = marketBench({ openOrders: 32, gateSlots: 0 }, { hookBudget: 400, workBudget: 100_000 })
  const orders = Array.from({ length: 360 }, (_, i) =>
    bench.send(who(i % 12), 'book/place', {
      ...{
        kind: 0,
        interval: 1,
        side: 0,
        price: 1,
        energy: 1 + i,
        terms: 'gate',
        until: null,
        tag: i,
        traits: 0,
        names: [],
      },
    }),
  )
  bench.block(orders)
  bench.block([])
  bench.block([], 100)
  const perBlock: number[] = []
  while (bench.happened(expired).length > 0) {
    perBlock.push(bench.happened(expired).length)
    bench.block([])
  }
  expect(perBlock.reduce((a, b) => a + b)).toBe(360)
  // Four units each, and one more at the most.
  expect(Math.max(...perBlock)).toBeLessThanOrEqual(101)
  expect(locked(bench, 3)).toBe(0)
})
