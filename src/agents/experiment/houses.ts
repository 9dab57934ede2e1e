// Households made up by chance, with everything known about them: what forecasts and autopilots are tried on.
import type { Chance } from '../chance.ts'
import { type Calendar, intervalsADay, startMs, timeOfDay, weekday } from '../forecast/calendar.ts'
import { clearWh, type Panel } from '../forecast/sun.ts'

export interface House {
  /** What it uses in an ordinary interval, Wh: the truth behind chance. */
  readonly usualWh: (interval: number) => number
  readonly panel: Panel | undefined
}

const BASE_W = [80, 220] as const
const MORNING_W = [150, 600] as const
const EVENING_W = [400, 1200] as const

export function madeUpHouse(calendar: Calendar, chance: Chance, panel?: Panel): House {
  const base = chance.between(...BASE_W)
  const morning = chance.between(...MORNING_W)
  const evening = chance.between(...EVENING_W)
  const wakes = chance.between(6.2, 8.5)
  const homes = chance.between(17.5, 20)
  // Thursday is 0: see the calendar.
  const usualWh = (interval: number) => {
    const hour = (timeOfDay(calendar, interval) * calendar.minutes) / 60
    const day = weekday(calendar, interval)
    const free = day === 2 || day === 3
    const up = wakes + (free ? 1.5 : 0)
    const watts =
      base +
      morning * hump(hour, up, 1.1) +
      evening * hump(hour, homes, 2) +
      (free ? 0.5 * evening * hump(hour, 13, 2.5) : 0.15 * morning * hump(hour, 12.5, 2))
    return (watts * calendar.minutes) / 60
  }
  return { usualWh, panel }
}

const hump = (hour: number, at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2) / 2)

/** Errors that last a while: their deviation is `share`, and an hour later half of one is left. */
export function lastingErrors(share: number, count: number, chance: Chance): number[] {
  const keep = 0.5 ** (1 / 4)
  let error = share * chance.normal()
  return Array.from({ length: count }, () => {
    error = keep * error + Math.sqrt(1 - keep * keep) * share * chance.normal()
    return error
  })
}

/** What the house uses, where chance scatters by this share of the usual; never less than nothing. */
export function usedWh(house: House, from: number, count: number, share: number, chance: Chance): number[] {
  const errors = lastingErrors(share, count, chance)
  return errors.map((error, i) => Math.max(0, house.usualWh(from + i) * (1 + error)))
}

/** What is left of a clear sky, by interval: a day's weather that the next day resembles, and clouds within it. */
export function weather(calendar: Calendar, count: number, chance: Chance): number[] {
  const day = intervalsADay(calendar)
  let mood = chance.normal()
  let sky = 0
  const clouds = lastingErrors(1, count, chance)
  return clouds.map((cloud, i) => {
    if (i % day === 0) {
      mood = 0.6 * mood + 0.8 * chance.normal()
      sky = 1 / (1 + Math.exp(-(0.9 + 1.1 * mood)))
    }
    return Math.max(0.05, Math.min(1, sky + 0.3 * sky * (1 - sky) * 2 * cloud))
  })
}

export function yieldWh(panel: Panel, calendar: Calendar, from: number, sky: readonly number[]): number[] {
  return sky.map((left, i) => left * clearWh(panel, startMs(calendar, from + i), calendar.minutes))
}
