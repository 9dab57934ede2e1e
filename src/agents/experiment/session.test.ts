import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '../chance.testing.ts'
import { TRADER_KINDS } from '../traders/kinds.ts'
import { figuresOf, mean, median, quantile, sharesByKind } from './measures.ts'
import { balanceOf, symmetric } from './schedule.ts'
import { runSession } from './session.ts'
import { openVenue } from './venue.ts'

describe('a schedule', () => {
  test('of eleven and eleven balances in the middle', () => {
    expect(balanceOf(symmetric(11))).toEqual({ surplusMilli: 750, volume: 6, priceMilli: 200 })
  })
  test('without a pair that gains has no balance', () => {
    const apart = { buyersMilli: [5], sellersMilli: [9], leastMilli: 1, mostMilli: 20 }
    expect(balanceOf(apart)).toEqual({ surplusMilli: 0, volume: 0, priceMilli: Number.NaN })
  })
})

test('quantiles', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(quantile([0, 10], 0.25)).toBe(2.5)
  expect(median([Number.NaN, 4])).toBe(4)
  expect(median([])).toBeNaN()
})

test('nobody loses, nobody trades twice a day, and no day gains more than there is', () => {
  const kinds = fc.uniqueArray(fc.constantFrom(...TRADER_KINDS), { minLength: 1 })
  fc.assert(
    fc.property(kinds, fc.integer(), fc.integer({ min: 2, max: 8 }), (mixed, seed, each) => {
      const plan = { schedule: symmetric(each), kinds: mixed, days: 2, quotesADay: 150 }
      const session = runSession(plan, chanceOf(seed), openVenue)
      for (const day of session.days) {
        const traded = day.fills.flatMap(({ buyer, seller }) => [buyer, seller])
        expect(new Set(traded).size).toBe(traded.length)
        for (const { buyer, seller, priceMilli } of day.fills) {
          expect(priceMilli).toBeLessThanOrEqual(session.seats[buyer]!.limitMilli)
          expect(priceMilli).toBeGreaterThanOrEqual(session.seats[seller]!.limitMilli)
        }
        const figures = figuresOf(session, day)
        expect(figures.efficiency).toBeLessThanOrEqual(1)
        expect(day.quotes).toBeLessThanOrEqual(plan.quotesADay)
        const shares = Object.values(sharesByKind(session, day)).reduce((sum, share) => sum + share, 0)
        expect(shares).toBeCloseTo(figures.efficiency, 9)
      }
    }),
    { numRuns: 30 },
  )
})

test('the same seed is the same session', () => {
  const plan = { schedule: symmetric(5), kinds: TRADER_KINDS, days: 2, quotesADay: 100 }
  const run = (seed: number) => runSession(plan, chanceOf(seed), openVenue)
  expect(run(5)).toEqual(run(5))
  expect(run(5)).not.toEqual(run(6))
})

// The published figures stand in docs/experiments.md; this is a smaller sample of them.
test.each([
  ['zic', 0.94, 1],
  ['zip', 0.98, 0.03],
  ['aggressive', 0.99, 0.03],
] as const)('%s reaches its efficiency', (kind, efficiency, alpha) => {
  const plan = { schedule: symmetric(11), kinds: [kind], days: 8, quotesADay: 400 }
  const sessions = Array.from({ length: 12 }, (_, seed) => {
    const session = runSession(plan, chanceOf(seed), openVenue)
    return session.days.map(day => figuresOf(session, day))
  })
  expect(median(sessions.map(days => mean(days.map(day => day.efficiency))))).toBeGreaterThan(efficiency)
  expect(median(sessions.map(days => days.at(-1)!.alpha))).toBeLessThan(alpha)
})
