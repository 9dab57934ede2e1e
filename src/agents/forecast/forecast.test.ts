import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '../chance.testing.ts'
import { madeUpHouse, usedWh, weather, yieldWh } from '../experiment/houses.ts'
import { atShare, type Band, certain, lessIndependent, middle, SHARES } from './band.ts'
import type { Calendar } from './calendar.ts'
import { LoadForecast } from './load.ts'
import { pinball, score } from './score.ts'
import { SolarForecast } from './solar.ts'

const calendar: Calendar = { firstMs: Date.UTC(2026, 3, 1), minutes: 15, offsetMinutes: 120 }
const DAY = 96
const PANEL = { latitude: 48, longitude: 9, tilt: 30, azimuth: 200, peakW: 6000 }

interface Learner {
  learn(interval: number, cameWh: number): void
  at(interval: number): Band
}

/** Every day at midnight the whole next day is forecast; then it comes. */
function dayAhead(learner: Learner, came: readonly number[], from: number) {
  const pairs: { band: Band; cameWh: number }[] = []
  for (let start = 0; start < came.length; start += DAY) {
    const day = came.slice(start, start + DAY)
    if (start >= from * DAY) pairs.push(...day.map((cameWh, i) => ({ band: learner.at(start + i), cameWh })))
    for (const [i, cameWh] of day.entries()) learner.learn(start + i, cameWh)
  }
  return pairs
}

const asYesterday = (came: readonly number[], from: number) =>
  came.slice(from * DAY).map((cameWh, i) => ({ band: certain(came[from * DAY + i - DAY]!), cameWh }))

describe('scores', () => {
  test('pinball: twice as much above as below is two thirds', () => {
    expect(pinball(0.9, 10, 20)).toBeCloseTo(9)
    expect(pinball(0.9, 20, 10)).toBeCloseTo(1)
  })
  test('a certain and right forecast has no error and covers all', () => {
    const pairs = [5, 6, 7].map(cameWh => ({ band: certain(cameWh), cameWh }))
    expect(score(pairs)).toEqual({ count: 3, maeWh: 0, relative: 0, pinballWh: 0, coverage: 1 })
  })
  test('the true quantiles have the least pinball loss', () => {
    const chance = chanceOf(1)
    const came = Array.from({ length: 4000 }, () => 100 + 20 * chance.normal())
    const normal = [-1.2816, -0.6745, 0, 0.6745, 1.2816]
    const loss = (spread: number) =>
      score(came.map(cameWh => ({ band: normal.map(z => 100 + spread * z), cameWh }))).pinballWh
    expect(loss(20)).toBeLessThan(loss(10))
    expect(loss(20)).toBeLessThan(loss(30))
  })
})

describe('bands', () => {
  test('between the shares a straight line', () => {
    const band = [0, 10, 20, 30, 40]
    expect(atShare(band, 0.5)).toBe(20)
    expect(atShare(band, 0.625)).toBeCloseTo(25)
    expect(atShare(band, 0)).toBe(0)
    expect(atShare(band, 1)).toBe(40)
  })
  test('load less sun rises, and is no wider than both together', () => {
    const rising = fc
      .array(fc.integer({ min: 0, max: 5000 }), { minLength: 5, maxLength: 5 })
      .map(all => all.sort((a, b) => a - b))
    fc.assert(
      fc.property(rising, rising, (load, solar) => {
        const net = lessIndependent(load, solar)
        for (let i = 1; i < net.length; i++) expect(net[i]!).toBeGreaterThanOrEqual(net[i - 1]!)
        expect(net[4]! - net[0]!).toBeLessThanOrEqual(load[4]! - load[0]! + solar[4]! - solar[0]! + 1e-6)
      }),
    )
  })
})

describe('load, of houses whose truth is known', () => {
  const houses = Array.from({ length: 8 }, (_, seed) => {
    const chance = chanceOf(seed + 10)
    const house = madeUpHouse(calendar, chance)
    return { house, came: usedWh(house, 0, 42 * DAY, 0.3, chance) }
  })
  const all = houses.map(({ came }) => score(dayAhead(new LoadForecast(calendar), came, 21)))
  const mean = (pick: (one: (typeof all)[number]) => number) =>
    all.reduce((sum, one) => sum + pick(one), 0) / all.length

  test('is hardly worse than knowing the truth behind chance', () => {
    const known = houses.map(({ house, came }) =>
      score(
        came.slice(21 * DAY).map((cameWh, i) => ({ band: certain(house.usualWh(21 * DAY + i)), cameWh })),
      ),
    )
    for (const [i, one] of all.entries()) expect(one.maeWh).toBeLessThan(1.25 * known[i]!.maeWh)
  })
  test('is better than yesterday', () => {
    for (const [i, { came }] of houses.entries())
      expect(all[i]!.maeWh).toBeLessThan(0.85 * score(asYesterday(came, 21)).maeWh)
  })
  test('lies within its band about as often as it says', () => {
    expect(mean(one => one.coverage)).toBeGreaterThan(0.74)
    expect(mean(one => one.coverage)).toBeLessThan(0.86)
  })
  test('follows a house whose level changes', () => {
    const { came } = houses[0]!
    const changed = came.map((wh, i) => (i < 28 * DAY ? wh : wh * 1.6))
    const late = dayAhead(new LoadForecast(calendar), changed, 35)
    const bias = late.reduce((sum, { band, cameWh }) => sum + middle(band) - cameWh, 0)
    const total = late.reduce((sum, { cameWh }) => sum + cameWh, 0)
    expect(Math.abs(bias) / total).toBeLessThan(0.12)
  })
  test('a house nobody knows gets a household’s profile with a wide band', () => {
    const band = new LoadForecast(calendar).at(70)
    expect(middle(band)).toBeGreaterThan(50)
    expect(band[4]! / band[0]!).toBeGreaterThan(3)
  })
})

describe('solar, of roofs whose truth is known', () => {
  const run = (seed: number, shade: (interval: number) => number = () => 1) => {
    const chance = chanceOf(seed)
    const sky = weather(calendar, 60 * DAY, chance)
    const came = yieldWh(PANEL, calendar, 0, sky).map((wh, i) => wh * shade(i))
    return { came, pairs: dayAhead(new SolarForecast(PANEL, calendar), came, 30) }
  }
  const daylight = (pairs: ReturnType<typeof run>['pairs']) => pairs.filter(({ band }) => band[4]! > 20)
  const runs = [21, 22, 23, 24, 25, 26].map(seed => run(seed))

  test('is better than yesterday, by error and by pinball', () => {
    const mae = (pick: (one: (typeof runs)[number]) => number) =>
      runs.reduce((sum, one) => sum + pick(one), 0)
    expect(mae(one => score(one.pairs).maeWh)).toBeLessThan(
      0.95 * mae(one => score(asYesterday(one.came, 30)).maeWh),
    )
    expect(mae(one => score(one.pairs).pinballWh)).toBeLessThan(
      0.75 * mae(one => score(asYesterday(one.came, 30)).pinballWh),
    )
  })
  test('lies within its band about as often as it says', () => {
    const coverage = score(runs.flatMap(one => daylight(one.pairs))).coverage
    expect(coverage).toBeGreaterThan(0.7)
    expect(coverage).toBeLessThan(0.9)
  })
  test('learns a tree that shades the afternoon', () => {
    const shaded = (interval: number) => (interval % DAY >= 60 ? 0.4 : 1)
    const { pairs } = run(30, shaded)
    const afternoon = pairs.filter((_, i) => i % DAY >= 62 && i % DAY < 70)
    const bias = afternoon.reduce((sum, { band, cameWh }) => sum + middle(band) - cameWh, 0)
    const total = afternoon.reduce((sum, { cameWh }) => sum + cameWh, 0)
    expect(Math.abs(bias) / total).toBeLessThan(0.25)
  })
  test('forecasts nothing at night and never more than the panel can give', () => {
    for (const { pairs } of runs)
      for (const [i, { band }] of pairs.entries()) {
        if (i % DAY < 12) expect(band).toEqual(certain(0))
        for (const wh of band) expect(wh).toBeLessThanOrEqual(PANEL.peakW / 4 / 0.85)
      }
  })
  test('the hours ahead are surer than the day ahead', () => {
    const { came } = runs[0]!
    const learner = new SolarForecast(PANEL, calendar)
    const near: { band: Band; cameWh: number }[] = []
    for (const [i, cameWh] of came.entries()) {
      if (i >= 30 * DAY) near.push({ band: learner.at(i), cameWh })
      learner.learn(i, cameWh)
    }
    expect(score(near).maeWh).toBeLessThan(0.8 * score(runs[0]!.pairs).maeWh)
  })
})

test('bands rise, whatever was learnt', () => {
  const came = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 })
  fc.assert(
    fc.property(came, fc.integer({ min: 0, max: 500 }), (all, ahead) => {
      for (const learner of [new LoadForecast(calendar), new SolarForecast(PANEL, calendar)]) {
        for (const [i, wh] of all.entries()) learner.learn(i, wh)
        const band = learner.at(all.length + ahead)
        expect(band.length).toBe(SHARES.length)
        for (const [i, wh] of band.entries()) {
          expect(Number.isFinite(wh)).toBe(true)
          expect(wh).toBeGreaterThanOrEqual(i === 0 ? 0 : band[i - 1]!)
        }
      }
    }),
    { numRuns: 50 },
  )
})
