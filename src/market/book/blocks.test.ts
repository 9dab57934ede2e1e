// Blocks: the same energy in several intervals in a row, all or nothing.
import { expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { balanceOf, heldOf } from '../accounts/money.ts'
import { type Bench, deviceKey } from '../testing.ts'
import {
  asked,
  buying,
  buys,
  deal,
  marketBench,
  selling,
  sells,
  trades,
  type Wanted,
  who,
} from './book.testing.ts'
import { cancelled, closed, expired, halted, lapsed, matched, reduced, released } from './events.ts'
import { book } from './index.ts'
import { FUND } from './money.ts'
import { bookParams, checkParams } from './params.ts'
import { blockOf, energyKindOf, lengthOf } from './product.ts'

const CREDITS = 1_000_000_000
/** Four intervals of electricity, and two. */
const FOUR = blockOf(0, 4)
const TWO = blockOf(0, 2)

const blocks = (more: object = {}, genesis: object = {}) =>
  marketBench({ blocks: [2, 4], aheadIntervals: 8, ...more }, genesis)

const free = (bench: Bench, number: number) => balanceOf(bench.state, bench.account(who(number))).free
const locked = (bench: Bench, number: number) => heldOf(bench.state, bench.account(who(number)))
const holding = (bench: Bench, number: number, interval: number, kind = 0) =>
  asked(bench, 'holding', { account: bench.account(who(number)), kind, interval })
const summary = (bench: Bench, interval: number, kind = 0) => asked(bench, 'book', { kind, interval })

test('a book’s kind names the kind of energy and the length', () => {
  expect([FOUR, TWO, blockOf(1, 2), blockOf(7, 32)]).toEqual([24, 8, 9, 255])
  for (let kind = 0; kind < 256; kind++) expect(blockOf(energyKindOf(kind), lengthOf(kind))).toBe(kind)
})

test('a trade is one of every interval: money, positions, deposits and volume', () => {
  const bench = blocks({ deposit: 50, potFee: 2, fundFee: 3 })
  expect(sells(bench, 4, { kind: FOUR, price: 300, energy: 1000 })).toBe('done')
  expect([free(bench, 4), locked(bench, 4)]).toEqual([CREDITS - 200_000, 200_000])
  expect(buys(bench, 5, { kind: FOUR, price: 400, energy: 3000 })).toBe('done')
  expect(trades(bench)).toMatchObject([
    { kind: FOUR, interval: 1, trade: 1, buy: 2, sell: 1, price: 300, fee: 5, energy: 1000 },
  ])
  // 305 a kWh for 1000 Wh in each of four; 2000 wait with their limit behind them, four times.
  const paid = 4 * 305_000
  expect([free(bench, 5), locked(bench, 5)]).toEqual([CREDITS - paid - 3_200_000, 3_200_000])
  expect([free(bench, 4), locked(bench, 4)]).toEqual([CREDITS - 200_000 + 4 * 300_000, 200_000])
  expect(balanceOf(bench.state, FUND).free).toBe(4 * 3000)
  for (const interval of [1, 2, 3, 4]) {
    expect(holding(bench, 4, interval)).toMatchObject({ sold: 1000, earned: 300_000, deposit: 50_000 })
    expect(holding(bench, 5, interval)).toMatchObject({
      ...{ bought: 1000, paid: 305_000, orders: [] },
      recent: [{ trade: 1, side: 0, price: 300, fee: 5, energy: 1000 }],
    })
    // Its volume, and not its price, is that of every interval.
    expect(summary(bench, interval)).toMatchObject({ trades: 1, energy: 1000, value: 300_000, last: null })
  }
  expect(summary(bench, 5)).toBeNull()
  expect(summary(bench, 1, FOUR)).toMatchObject({
    ...{ trades: 1, energy: 1000, value: 300_000, last: 300 },
    bid: { price: 400, energy: 2000, orders: 1 },
  })
  expect(asked(bench, 'depth', { kind: FOUR, interval: 1, most: 9, account: null }).bids.levels).toEqual([
    { price: 400, energy: 2000, orders: 1, carried: 2000 },
  ])
  // The gate of the first interval is the gate of all.
  expect(summary(bench, 1, FOUR).gate).toBe(90)
  bench.block([], 90)
  expect(bench.happened(expired)).toMatchObject([{ kind: FOUR, number: 2, energy: 2000 }])
  expect(bench.happened(closed)).toMatchObject([
    { kind: 0, interval: 1, trades: 1, energy: 1000 },
    { kind: FOUR, interval: 1, trades: 1, energy: 1000 },
  ])
  expect([free(bench, 5), locked(bench, 5)]).toEqual([CREDITS - paid, 0])
  // Delivered interval by interval.
  for (const [slot, left] of [
    [200, 150_000],
    [300, 100_000],
    [400, 50_000],
    [500, 0],
  ] as const) {
    bench.block([], slot)
    expect(bench.happened(released)).toMatchObject([{ kind: 0, interval: slot / 100 - 1, deposit: 50_000 }])
    expect(locked(bench, 4)).toBe(left)
  }
  expect(asked(bench, 'past', { account: bench.account(who(4)) })).toEqual(
    [1, 2, 3, 4].map(interval => ({ kind: 0, interval, bought: 0, sold: 1000, paid: 0, earned: 300_000 })),
  )
  bench.block([], 701)
  expect(summary(bench, 1, FOUR)).toBeNull()
})

test('it meets only what is for the very same intervals', () => {
  const bench = blocks()
  sells(bench, 3, { price: 100, energy: 10 })
  sells(bench, 3, { kind: TWO, price: 100, energy: 10 })
  sells(bench, 3, { kind: FOUR, interval: 2, price: 100, energy: 10 })
  buys(bench, 4, { kind: FOUR, price: 500, energy: 10 })
  expect(trades(bench)).toEqual([])
  buys(bench, 4, { kind: TWO, price: 500, energy: 10 })
  expect(trades(bench)).toMatchObject([{ kind: TWO, interval: 1, price: 100, energy: 10 }])
})

test('at once or not at all, taken back, and replaced', () => {
  const bench = blocks()
  sells(bench, 3, { kind: TWO, price: 100, energy: 10 })
  sells(bench, 4, { kind: TWO, price: 100, energy: 10 })
  expect(buys(bench, 5, { kind: TWO, price: 100, energy: 21, terms: 'fok' })).toBe('book/unfillable')
  expect(locked(bench, 5)).toBe(0)
  const change = (number: number, price: number, energy: number) =>
    deal(bench, who(3), 'book/replace', { kind: TWO, interval: 1, number, price, energy })
  // Less of it keeps its place, any other price does not.
  expect(change(1, 100, 8)).toBe('done')
  expect(bench.happened(reduced)).toMatchObject([{ kind: TWO, number: 1, energy: 2 }])
  expect(buys(bench, 5, { kind: TWO, price: 100, energy: 1, terms: 'fok' })).toBe('done')
  expect(trades(bench)).toMatchObject([{ sell: 1 }])
  expect(change(1, 99, 7)).toBe('done')
  expect(change(4, 100, 7)).toBe('done')
  expect(buys(bench, 5, { kind: TWO, price: 100, energy: 11, terms: 'ioc' })).toBe('done')
  expect(trades(bench)).toMatchObject([
    { sell: 2, energy: 10 },
    { sell: 5, energy: 1 },
  ])
  expect(deal(bench, who(3), 'book/cancel', { kind: TWO, interval: 1, number: 5 })).toBe('done')
  expect(bench.happened(cancelled)).toMatchObject([{ kind: TWO, energy: 6 }])
  for (const kind of [0, TWO, FOUR]) buys(bench, 6, { kind, price: 10, energy: 10, interval: 2 })
  expect(locked(bench, 6)).toBe(700)
  expect(deal(bench, who(6), 'book/cancelAll', { book: { kind: FOUR, interval: 2 }, most: 9 })).toBe('done')
  expect(locked(bench, 6)).toBe(300)
  expect(deal(bench, who(6), 'book/cancelAll', { book: null, most: 9 })).toBe('done')
  expect(locked(bench, 6)).toBe(0)
})

test('a provisional match of a block is confirmed, or lapses, whole', () => {
  const bench = blocks({ hesitation: 6, deposit: 10 })
  sells(bench, 3, { kind: TWO, price: 100, energy: 10 })
  buys(bench, 4, { kind: TWO, price: 120, energy: 4 })
  expect(bench.happened(matched)).toMatchObject([{ kind: TWO, match: 1, energy: 4 }])
  expect([locked(bench, 3), locked(bench, 4)]).toEqual([200, 960])
  expect(holding(bench, 4, 1)).toBeNull()
  expect(deal(bench, who(4), 'book/confirm', { kind: TWO, interval: 1, match: 1 })).toBe('done')
  expect([locked(bench, 3), locked(bench, 4)]).toEqual([200, 0])
  for (const interval of [1, 2]) expect(holding(bench, 4, interval)).toMatchObject({ bought: 4, paid: 400 })
  buys(bench, 4, { kind: TWO, price: 120, energy: 4 })
  const { until } = bench.happened(matched)[0]!
  bench.block([], until + 1)
  expect(bench.happened(lapsed)).toMatchObject([{ kind: TWO, match: 2, energy: 4 }])
  expect([locked(bench, 3), locked(bench, 4)]).toEqual([200, 0])
  expect(summary(bench, 1, TWO)).toMatchObject({ trades: 1, ask: { price: 100, energy: 6, orders: 1 } })
})

/** Two buses, b0 and b1, a line between them that bears so many Wh an interval either way, but for what is said. */
function street(wh: number, limits: readonly { interval: number; wh: number }[] = [], genesis: object = {}) {
  const watts = { importW: 400_000, exportW: 400_000, solar: false }
  return marketBench({ blocks: [2, 4], aheadIntervals: 8 }, genesis, undefined, {
    feeder: {
      slack: 'b0',
      buses: ['b0', 'b1'].map(bus => ({ bus, zone: null })),
      lines: [{ from: 'b0', to: 'b1', ratingW: 4 * wh, feeMilli: 0 }],
    },
    limits: limits.map(({ interval, wh: most }) => ({
      ...{ line: 'b0-b1', from: interval, to: interval, forwardW: 4 * most, reverseW: 4 * most },
    })),
    // Even numbers live at b0, odd ones at b1.
    points: [2, 3, 4, 5, 6, 7].map(i => ({ device: deviceKey(i), bus: `b${i % 2}`, ...watts })),
  })
}

test('what is carried is the least of all its intervals, beside what they carry already', () => {
  const bench = street(100, [{ interval: 3, wh: 60 }])
  sells(bench, 2, { price: 100, energy: 70, interval: 2 })
  buys(bench, 3, { price: 100, energy: 70, interval: 2 })
  sells(bench, 2, { kind: FOUR, price: 100, energy: 500 })
  buys(bench, 3, { kind: FOUR, price: 100, energy: 500 })
  // 100 in 1 and 4, 60 in 3, and what 70 leave of 100 in 2.
  expect(trades(bench)).toMatchObject([{ kind: FOUR, energy: 30 }])
  const account = bench.account(who(5))
  expect(asked(bench, 'depth', { kind: TWO, interval: 3, most: 9, account: null }).asks.levels).toEqual([])
  sells(bench, 2, { kind: TWO, interval: 3, price: 100, energy: 50 })
  expect(asked(bench, 'depth', { kind: TWO, interval: 3, most: 9, account }).asks).toEqual({
    levels: [{ price: 100, energy: 50, orders: 1, carried: 30 }],
    meets: { limit: 100, path: 0 },
  })
  // In every interval, or in none: single intervals and shorter blocks have what is left.
  const lastsOf = (kind: number, interval: number) => {
    sells(bench, 4, { kind, interval, price: 100, energy: 500, terms: 'gate' })
    buys(bench, 5, { kind, interval, price: 100, energy: 500 })
    return trades(bench).map(({ energy }) => energy)
  }
  expect(lastsOf(0, 2)).toEqual([])
  expect(lastsOf(TWO, 2)).toEqual([])
  expect(lastsOf(TWO, 3)).toEqual([30])
  expect(lastsOf(0, 3)).toEqual([])
  expect(lastsOf(0, 4)).toEqual([40])
  expect(lastsOf(0, 1)).toEqual([70])
})

/** The line is full from b0 to b1 in the first two intervals. */
function full(genesis: object = {}): Bench {
  const bench = street(100, [], genesis)
  for (const interval of [1, 2]) {
    sells(bench, 2, { price: 100, energy: 100, interval })
    buys(bench, 3, { price: 100, energy: 100, interval })
  }
  return bench
}

/** Sold against the flow, between two who have nothing to do with anybody else. */
function against(bench: Bench, wanted: Partial<Wanted> & { readonly energy: number }) {
  sells(bench, 5, { ...onlyFor(bench, 4), ...wanted })
  buys(bench, 4, { ...onlyFor(bench, 5), ...wanted })
  return trades(bench)
}

const onlyFor = (bench: Bench, number: number) => ({
  ...{ price: 90, traits: 4, names: [bench.account(who(number))] },
})

test('room that a single interval frees is a block’s', () => {
  const bench = full()
  sells(bench, 2, { kind: TWO, price: 100, energy: 50 })
  buys(bench, 3, { kind: TWO, price: 100, energy: 50 })
  expect(trades(bench)).toEqual([])
  // The other interval is full still.
  expect(against(bench, { energy: 30 })).toMatchObject([{ kind: 0, interval: 1, energy: 30 }])
  expect(against(bench, { energy: 20, interval: 2 })).toMatchObject([
    { kind: 0, interval: 2, energy: 20 },
    { kind: TWO, interval: 1, price: 100, energy: 20 },
  ])
})

test('room that a block frees is that of its intervals, one after the other, and of other blocks after them', () => {
  const bench = full()
  for (const [kind, interval, energy] of [
    [FOUR, 1, 9],
    [TWO, 2, 9],
    [0, 2, 7],
    [0, 1, 4],
  ] as const) {
    sells(bench, 2, { kind, interval, price: 100, energy })
    buys(bench, 3, { kind, interval, price: 100, energy })
    expect(trades(bench)).toEqual([])
  }
  expect(against(bench, { kind: TWO, energy: 12 })).toMatchObject([
    { kind: TWO, interval: 1, price: 90, energy: 12 },
    { kind: 0, interval: 1, energy: 4 },
    { kind: 0, interval: 2, energy: 7 },
    { kind: TWO, interval: 2, energy: 5 },
  ])
})

test('those who stand have what was freed before those who come, however late the turn of their book is', () => {
  const bench = full({ hookBudget: 1 })
  // Five books before the block's own turn comes.
  for (const interval of [1, 2]) sells(bench, 6, { price: 900, energy: 1, interval })
  sells(bench, 2, { kind: TWO, price: 100, energy: 50 })
  buys(bench, 3, { kind: TWO, price: 100, energy: 50 })
  bench.block([
    bench.send(who(5), 'book/place', selling({ kind: FOUR, ...onlyFor(bench, 4), energy: 20 })),
    bench.send(who(4), 'book/place', buying({ kind: FOUR, ...onlyFor(bench, 5), energy: 20 })),
  ])
  // In the block that executes them, and frees, somebody comes who would pay more.
  bench.block([bench.send(who(7), 'book/place', buying({ kind: TWO, price: 500, energy: 50 }))])
  expect(trades(bench)).toMatchObject([{ kind: FOUR, energy: 20 }])
  bench.block([])
  expect(trades(bench)).toMatchObject([{ kind: TWO, sell: 1, buy: 2, energy: 20 }])
})

test('a connection counts in every interval what is agreed and asked for, in blocks and beside them', () => {
  const bench = blocks()
  const point = { account: bench.account(who(3)), bus: '', importW: 4000, exportW: 2000, solar: false }
  expect(bench.do(who(0), 'book/setPoint', point)).toBe('done')
  const sell = (wanted: Partial<Wanted>) => sells(bench, 3, { price: 100, energy: 1, ...wanted } as Wanted)
  // 500 Wh a quarter of an hour.
  expect(sell({ kind: FOUR, interval: 2, energy: 501 })).toBe('book/capacity')
  expect(sell({ kind: FOUR, interval: 2, energy: 200 })).toBe('done')
  expect(sell({ kind: TWO, interval: 1, energy: 301 })).toBe('book/capacity')
  expect(sell({ kind: TWO, interval: 1, energy: 100 })).toBe('done')
  expect(sell({ interval: 2, energy: 201 })).toBe('book/capacity')
  expect(sell({ interval: 2, energy: 200 })).toBe('done')
  expect(sell({ interval: 1, energy: 401 })).toBe('book/capacity')
  expect(sell({ interval: 5, energy: 300 })).toBe('done')
  expect(sell({ interval: 6, energy: 500 })).toBe('done')
  // What is sold in a block counts as what waits there did.
  buys(bench, 4, { kind: FOUR, interval: 2, price: 100, energy: 200 })
  expect(trades(bench)).toMatchObject([{ energy: 200 }])
  expect(sell({ interval: 2 })).toBe('book/capacity')
  expect(sell({ interval: 3, energy: 301 })).toBe('book/capacity')
  expect(sell({ interval: 3, energy: 300 })).toBe('done')
  // And makes room to buy.
  expect(buys(bench, 3, { kind: TWO, interval: 3, price: 10, energy: 1201 })).toBe('book/capacity')
  expect(buys(bench, 3, { kind: TWO, interval: 3, price: 10, energy: 1200 })).toBe('done')
  expect(buys(bench, 3, { kind: TWO, interval: 4, price: 10, energy: 1 })).toBe('book/capacity')
  // A block that is replaced does not count twice.
  const { place } = holding(bench, 3, 3, TWO).orders[0]
  const changed = { kind: TWO, interval: 3, number: place, price: 11, energy: 1200 }
  expect(deal(bench, who(3), 'book/replace', changed)).toBe('done')
})

test('collar and halt are of the block’s own price', () => {
  const rules = {
    collar: { percent: 25, least: 3 },
    halt: { percent: 10, least: 5, within: 50, rest: 20 },
  }
  const bench = blocks(rules)
  const meet = (kind: number, price: number) => {
    const sold = sells(bench, 3, { kind, price, energy: 1 })
    return [sold, buys(bench, 4, { kind, price, energy: 1 })]
  }
  expect(meet(TWO, 200)).toEqual(['done', 'done'])
  // The intervals beneath have seen no price, and go their own way.
  expect(meet(0, 500)).toEqual(['done', 'done'])
  expect(sells(bench, 3, { kind: TWO, price: 251, energy: 1 })).toBe('book/collar')
  expect(meet(TWO, 230)).toEqual(['done', 'done'])
  expect(bench.happened(halted)).toMatchObject([{ kind: TWO, interval: 1, price: 230, from: 200 }])
  expect(sells(bench, 3, { kind: TWO, price: 230, energy: 1 })).toBe('book/halted')
  expect(meet(0, 500)).toEqual(['done', 'done'])
})

test('bad orders', () => {
  const bench = blocks({ mostEnergy: 1000, kinds: ['electricity', 'heat'] })
  const some = { price: 100, energy: 10 }
  for (const [wanted, code] of [
    [{ ...some, kind: blockOf(0, 3) }, 'book/length'],
    [{ ...some, kind: blockOf(2, 2) }, 'book/kind'],
    [{ ...some, kind: blockOf(1, 2) }, 'done'],
    // The last one open is 8.
    [{ ...some, kind: FOUR, interval: 6 }, 'book/ahead'],
    [{ ...some, kind: FOUR, interval: 5 }, 'done'],
    [{ ...some, kind: FOUR, interval: Number.MAX_SAFE_INTEGER }, 'book/ahead'],
    [{ ...some, kind: FOUR, energy: 0 }, 'book/no-energy'],
    // In all its intervals together.
    [{ ...some, kind: FOUR, energy: 251 }, 'book/energy-most'],
    [{ ...some, kind: FOUR, energy: 250 }, 'done'],
  ] as const)
    expect(buys(bench, 3, wanted), code).toBe(code)
  const cancel = (kind: number) => deal(bench, who(3), 'book/cancel', { kind, interval: 1, number: 1 })
  expect(cancel(blockOf(0, 3))).toBe('book/length')
  // Covered in one interval, and not in four.
  const poor = marketBench({ blocks: [4], mostEnergy: 10_000_000, mostPrice: 1000 })
  expect(buys(poor, 3, { kind: FOUR, price: 1000, energy: 250_001 })).toBe('book/uncovered')
  expect(buys(poor, 3, { kind: FOUR, price: 1000, energy: 250_000 })).toBe('done')
})

test('past the gate of its first interval, and after that', () => {
  const bench = blocks()
  bench.block([], 89)
  expect(buys(bench, 3, { kind: TWO, price: 100, energy: 1 })).toBe('book/gate')
  expect(buys(bench, 3, { kind: TWO, price: 100, energy: 1, interval: 2 })).toBe('done')
  bench.block([], 199)
  expect(buys(bench, 3, { kind: TWO, price: 100, energy: 1 })).toBe('book/interval')
})

test('what a community may decide about blocks', () => {
  const rules = paramsOf(blocks().state, bookParams)
  expect(checkParams(rules, rules)).toBeUndefined()
  expect(checkParams({ ...rules, blocks: [2, 3, 4] }, rules)).toBeUndefined()
  expect(checkParams({ ...rules, blocks: [2] }, rules)).toMatch('has gone')
  expect(checkParams({ ...rules, aheadIntervals: 2 })).toMatch('longer')
  const call = { ...rules, collar: null, halt: null }
  expect(checkParams({ ...call, mechanism: 'bid' })).toMatch('none')
  expect(checkParams({ ...call, mechanism: 'clear' })).toMatch('none')
  expect(() => encode(bookParams.params, { ...rules, blocks: [4, 2] })).toThrow()
  expect(() => encode(bookParams.params, { ...rules, blocks: [33] })).toThrow()
})

test('its work is declared for every interval', () => {
  const { genesis } = blocks({}, { maxTrades: 7 }).community
  const work = (kind: number) => book.commands.place!.work(buying({ kind, price: 1, energy: 1 }), genesis)
  expect([work(0), work(TWO), work(FOUR)]).toEqual([9, 18, 36])
})
