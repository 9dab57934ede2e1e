import { expect, test } from 'vitest'
import { review } from '../../agents/autopilot/autopilot.ts'
import { deedsOf, PILOT_TAG, situationOf, USUAL } from './household.ts'
import type { Held } from './mine.ts'

const calendar = {
  ...{ startMs: Date.UTC(2026, 5, 14), slotMs: 1000, intervalSlots: 900, intervalMinutes: 15 },
}
const order = (place: number, tag: number) => ({
  ...{
    place,
    side: 0 as const,
    price: 200,
    rest: 90_000,
    pocket: 0,
    traits: 0,
    matched: 0,
    deposit: 0,
    until: null,
    tag,
  },
})
const held = (interval: number, orders: Held['orders']): Held => ({
  ...{ kind: 0, interval, orders, bought: 500, sold: 0, paid: 100_000, earned: 0, deposit: 0, recent: [] },
})
const seen = { calendar, first: 40, count: 96, books: [], held: [] as Held[] }

test('a household without a roof buys what it will need, at less than its supplier takes', () => {
  const { situation, orders } = situationOf(USUAL, seen)
  expect(situation.solar.every(band => band.every(wh => wh === 0))).toBe(true)
  const answer = review(situation)
  const deeds = deedsOf(answer, orders, 0)
  expect(deeds.length).toBeGreaterThan(0)
  for (const { command, params } of deeds) {
    expect(command).toBe('place')
    const { side, price, energy } = params as { side: number; price: number; energy: number }
    expect(side).toBe(0)
    expect(price).toBeLessThan(350)
    for (const each of [price, energy]) expect(Number.isSafeInteger(each)).toBe(true)
  }
  expect(answer.why[0]).toMatchObject({ key: 'buys' })
})

test('it changes its own orders alone, by the numbers that the ledger knows', () => {
  const mine = held(41, [order(7, PILOT_TAG), order(9, 0)])
  const { situation, orders } = situationOf(USUAL, { ...seen, held: [mine] })
  expect(situation.open).toHaveLength(1)
  expect(situation.positionWh[1]).toBe(500)
  expect(situation.spentMicro).toBe(100_000)
  // Ninety kWh for a quarter of an hour is more than a household needs.
  const changed = deedsOf(review(situation), orders, 0).filter(({ command }) => command !== 'place')
  expect(changed).toMatchObject([{ params: { interval: 41, number: 7 } }])
})

test('a store that nothing can steer is said to be none', () => {
  const { situation } = situationOf({ ...USUAL, store: 'battery' }, seen)
  expect(review(situation).why).toContainEqual({ key: 'no-output', store: 'battery' })
})

test('what waits to be confirmed is as good as agreed, but for what is decided on now', () => {
  const taken = { ...order(7, PILOT_TAG), rest: 0, matched: 300 }
  const mine = held(41, [taken, { ...order(9, 0), side: 1 as const, rest: 100, matched: 50 }])
  const { situation } = situationOf(USUAL, { ...seen, held: [mine] })
  expect(situation.open).toEqual([])
  expect(situation.positionWh[1]).toBe(500 + 300 - 50)
  expect(situation.spentMicro).toBe(100_000 + 200 * 300)
  const offers = [{ interval: 41, side: 0 as const, energy: 300 }]
  expect(situationOf(USUAL, { ...seen, held: [mine], offers }).situation.positionWh[1]).toBe(500 - 50)
})
