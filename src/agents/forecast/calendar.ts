// From numbers of delivery intervals to times of the day and days of the week.

export interface Calendar {
  /** When interval 0 begins, in ms since 1970. */
  readonly firstMs: number
  readonly minutes: number
  /** What the clocks of the place are ahead of UTC. */
  readonly offsetMinutes: number
}

const DAY_MINUTES = 1440

const localMinutes = ({ firstMs, minutes, offsetMinutes }: Calendar, interval: number) =>
  Math.floor(firstMs / 60_000) + interval * minutes + offsetMinutes

export const intervalsADay = ({ minutes }: Calendar) => DAY_MINUTES / minutes

/** Which interval of its day it is, from 0. */
export const timeOfDay = (calendar: Calendar, interval: number) =>
  Math.floor((localMinutes(calendar, interval) % DAY_MINUTES) / calendar.minutes)

/** 0 is a Thursday, as 1 January 1970 was. */
export const weekday = (calendar: Calendar, interval: number) =>
  Math.floor(localMinutes(calendar, interval) / DAY_MINUTES) % 7

export const hourOf = (calendar: Calendar, interval: number) =>
  Math.floor((localMinutes(calendar, interval) % DAY_MINUTES) / 60)

export const startMs = ({ firstMs, minutes }: Calendar, interval: number) =>
  firstMs + interval * minutes * 60_000
