import { expect, test } from 'vitest'
import type { Match } from '../../market/book/records.ts'
import type { Held } from './mine.ts'
import { getsOf, lapsesOf, type PendingEntry, paysOf, pendingOf } from './pending.ts'
import { BUY, SELL, type Side } from './ticket.ts'

const match = (buy: number, sell: number, more: Partial<Match> = {}): Match => ({
  ...{ buy, sell, price: 252, fee: 12, energy: 1000, taker: BUY, until: 50, names: [] },
  ...{ buyer: 'b' as Match['buyer'], seller: 's' as Match['seller'] },
  ...more,
})
const entry = (number: number, of: Match): PendingEntry => ({ kind: 0, interval: 7, number, match: of })
const order = (place: number, side: Side, rest: number, matched: number) => ({
  ...{ place, side, price: 264, rest, matched, pocket: 0, traits: 0, deposit: 0, until: null, tag: 0 },
})
const trade = (number: number, side: Side) => ({
  ...{ trade: number, slot: 1, side, price: 252, fee: 12, energy: 1000 },
})
const held = (orders: Held['orders'], recent: Held['recent'] = []): Held[] => [
  { ...{ kind: 0, interval: 7, orders, recent, bought: 0, sold: 0, paid: 0, earned: 0, deposit: 0 } },
]

test('who took confirms, who rested waits; what each pays and gets', () => {
  const [asTaker] = pendingOf([entry(1, match(4, 3))], held([order(4, BUY, 0, 1000)]), [])
  expect(asTaker).toMatchObject({ order: 4, side: BUY, isTaker: true, until: 50 })
  expect([paysOf(asTaker!), getsOf(asTaker!)]).toEqual([264_000, 252_000])
  const [asRest] = pendingOf([entry(1, match(4, 3))], held([order(3, SELL, 500, 1000)]), [])
  expect(asRest).toMatchObject({ order: 3, side: SELL, isTaker: false })
})

test('gone before its time it was confirmed; after it, it lapsed unless it left a trade', () => {
  const before = pendingOf([entry(1, match(4, 3))], held([order(4, BUY, 0, 1000)], [trade(5, BUY)]), [])
  expect(lapsesOf(before, [], held([], [trade(5, BUY)]), 50)).toEqual([])
  // The trade that was there before is another one.
  expect(lapsesOf(before, [], held([], [trade(5, BUY)]), 51)).toMatchObject([{ number: 1, isTaker: true }])
  expect(lapsesOf(before, [], held([], [trade(5, BUY), trade(6, BUY)]), 51)).toEqual([])
  expect(lapsesOf(before, before, held([]), 51)).toEqual([])
})

test('of two alike, one confirmed and one lapsed', () => {
  const both = pendingOf(
    [entry(1, match(4, 3)), entry(2, match(4, 2))],
    held([order(4, BUY, 0, 2000)], [trade(5, BUY)]),
    [],
  )
  expect(lapsesOf(both, [], held([], [trade(5, BUY), trade(6, BUY)]), 60)).toHaveLength(1)
  // What was seen first counts, however often it is seen.
  const [again] = pendingOf([entry(1, match(4, 3))], held([order(4, BUY, 0, 1000)], [trade(9, BUY)]), both)
  expect(again!.after).toBe(5)
})

test('a resting order waits again where it stands', () => {
  const before = pendingOf([entry(1, match(4, 3))], held([order(3, SELL, 0, 1000)]), [])
  expect(lapsesOf(before, [], held([order(3, SELL, 1000, 0)]), 51)).toMatchObject([{ again: true }])
  expect(lapsesOf(before, [], [], 51)).toMatchObject([{ again: false }])
})
