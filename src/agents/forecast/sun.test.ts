import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clearSky, clearWh, type Panel, sunAt } from './sun.ts'

const DEGREE = 180 / Math.PI
const height = (latitude: number, longitude: number, ms: number) =>
  Math.asin(sunAt({ latitude, longitude }, ms)[2]) * DEGREE
const JUNE = Date.UTC(2026, 5, 21)
const DECEMBER = Date.UTC(2026, 11, 21)
const MARCH = Date.UTC(2026, 2, 20)
const HOUR = 3_600_000
const MINUTE = 60_000

const highest = (latitude: number, day: number) =>
  Math.max(...Array.from({ length: 1440 }, (_, i) => height(latitude, 0, day + i * MINUTE)))

describe('the sun', () => {
  test('stands at noon as high as 90° less the latitude, and 23.4° more or less at the solstices', () => {
    for (const latitude of [0, 30, 48, 60]) {
      expect(Math.abs(highest(latitude, MARCH) - (90 - latitude))).toBeLessThan(0.6)
      expect(Math.abs(highest(latitude, DECEMBER) - (90 - latitude - 23.44))).toBeLessThan(0.2)
    }
    expect(Math.abs(highest(48, JUNE) - (90 - 48 + 23.44))).toBeLessThan(0.2)
  })

  test('is south at noon of the sun: four minutes a degree, and the equation of time', () => {
    const noon = (day: number, longitude: number) => {
      const heights = Array.from({ length: 1440 }, (_, i) => height(48, longitude, day + i * MINUTE))
      return heights.indexOf(Math.max(...heights))
    }
    // In early November clocks are some 16 minutes behind the sun, in mid February 14 before it.
    expect(Math.abs(noon(Date.UTC(2026, 10, 3), 0) - (720 - 16.4))).toBeLessThan(1.5)
    expect(Math.abs(noon(Date.UTC(2026, 1, 11), 0) - (720 + 14.2))).toBeLessThan(1.5)
    expect(noon(MARCH, 0) - noon(MARCH, 15)).toBe(60)
  })

  test('rises in the east and sets in the west, in either hemisphere', () => {
    for (const latitude of [48, -34]) {
      expect(sunAt({ latitude, longitude: 0 }, MARCH + 7 * HOUR)[0]).toBeGreaterThan(0.9)
      expect(sunAt({ latitude, longitude: 0 }, MARCH + 17 * HOUR)[0]).toBeLessThan(-0.9)
    }
    expect(sunAt({ latitude: 48, longitude: 0 }, MARCH + 12 * HOUR)[1]).toBeLessThan(0)
    expect(sunAt({ latitude: -34, longitude: 0 }, MARCH + 12 * HOUR)[1]).toBeGreaterThan(0)
  })

  test('is a direction', () => {
    const anywhere = fc.record({
      latitude: fc.double({ min: -89, max: 89, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    })
    fc.assert(
      fc.property(anywhere, fc.integer({ min: 0, max: 365 * 1440 }), (site, minute) => {
        expect(Math.hypot(...sunAt(site, MARCH + minute * MINUTE))).toBeCloseTo(1, 9)
      }),
    )
  })
})

describe('a clear sky', () => {
  const south: Panel = { latitude: 48, longitude: 0, tilt: 35, azimuth: 180, peakW: 1000 }
  const dayWh = (panel: Panel, day: number) =>
    Array.from({ length: 96 }, (_, i) => clearWh(panel, day + i * 15 * MINUTE, 15)).reduce((a, b) => a + b)

  test('gives some 1000 W/m² to a panel that faces the sun high up', () => {
    expect(clearSky({ ...south, latitude: 20, tilt: 0 }, JUNE + 12 * HOUR)).toBeGreaterThan(950)
    expect(clearSky({ ...south, latitude: 20, tilt: 0 }, JUNE + 12 * HOUR)).toBeLessThan(1130)
    expect(clearSky(south, JUNE)).toBe(0)
  })

  test('gives in June what panels at 48° north are known to give, and in December far less', () => {
    expect(dayWh(south, JUNE)).toBeGreaterThan(6500)
    expect(dayWh(south, JUNE)).toBeLessThan(9000)
    expect(dayWh(south, DECEMBER)).toBeLessThan(0.6 * dayWh(south, JUNE))
  })

  test('favours tilt in winter, south over north, and the east in the morning', () => {
    expect(dayWh({ ...south, tilt: 60 }, DECEMBER)).toBeGreaterThan(dayWh({ ...south, tilt: 10 }, DECEMBER))
    expect(dayWh(south, MARCH)).toBeGreaterThan(1.5 * dayWh({ ...south, azimuth: 0 }, MARCH))
    const morning = (azimuth: number) => clearWh({ ...south, azimuth }, MARCH + 7 * HOUR, 60)
    expect(morning(90)).toBeGreaterThan(2 * morning(270))
  })
})
