// Load: the profile of the same weekday × the recent level. Three simple forecasters stand side by side, and how well
// each has done in this very house says how much it counts.
import type { Band } from './band.ts'
import { type Calendar, hourOf, intervalsADay, timeOfDay, weekday } from './calendar.ts'
import { Errors, Level, Mean } from './learning.ts'

/** A household nobody knows yet: 3,500 kWh a year, by the hour as a share of the mean. */
const STRANGER_MEAN_W = 400
const STRANGER_HOURS = [
  0.55, 0.48, 0.45, 0.44, 0.46, 0.55, 0.85, 1.1, 1.1, 1.0, 0.95, 1.0, 1.1, 1.05, 0.95, 0.95, 1.05, 1.35, 1.7,
  1.75, 1.6, 1.35, 1.05, 0.75,
]
const STRANGER = [0.4, 0.65, 1, 1.4, 2]
const WEEKS = 6
const DAYS = 14
const NOW_HALF = 6
const LATE_DAYS = 2
const NOW_REACH = 12
/** The level is believed by so much: the rest is chance that does not last. */
const BELIEF = 0.7
/** In how many intervals a forecaster's old errors are half forgotten. */
const ERROR_DAYS = 5

/** Three weeks of each three hours. */
const ERRORS = 252

export class LoadForecast {
  private readonly calendar: Calendar
  private readonly weekdays: Mean[]
  private readonly days: Mean[]
  private readonly last: number[] = []
  private readonly late: Level
  private readonly now: Level
  private readonly misses = [1, 1, 1]
  private readonly keep: number
  private readonly errors: Errors[]
  private readonly dayAgo: number[] = []
  private learnt = -1

  constructor(calendar: Calendar) {
    const day = intervalsADay(calendar)
    this.calendar = calendar
    this.weekdays = Array.from({ length: 7 * day }, () => new Mean(WEEKS))
    this.days = Array.from({ length: day }, () => new Mean(DAYS))
    const meanWh = (STRANGER_MEAN_W * calendar.minutes) / 60
    this.late = new Level(LATE_DAYS * day, day * meanWh)
    this.now = new Level(NOW_HALF, 4 * meanWh)
    this.keep = 0.5 ** (1 / (ERROR_DAYS * day))
    // Errors of night and of evening differ: each three hours have their own.
    this.errors = Array.from({ length: 8 }, () => new Errors(STRANGER, ERRORS))
  }

  /** What was used in an interval; intervals in rising order, gaps allowed. */
  learn(interval: number, cameWh: number): void {
    const time = timeOfDay(this.calendar, interval)
    const guesses = this.guesses(interval)
    const expected = this.profile(guesses)
    const before = this.dayAgo[time]
    if (before !== undefined) this.errorsOf(interval).learn(cameWh / Math.max(1, expected * before))
    for (const [i, guess] of guesses.entries())
      this.misses[i] = this.misses[i]! * this.keep + (1 - this.keep) * Math.abs(guess * this.level() - cameWh)
    this.late.learn(cameWh, expected)
    this.now.learn(cameWh, expected * this.level())
    this.dayAgo[time] = this.level()
    this.weekdays[this.week(interval)]!.learn(cameWh)
    this.days[time]!.learn(cameWh)
    this.last[time] = cameWh
    this.learnt = interval
  }

  at(interval: number): Band {
    const fading = 0.5 ** (Math.max(0, interval - this.learnt - 1) / NOW_REACH)
    const near = 1 + BELIEF * (this.now.value - 1) * fading
    return this.errorsOf(interval).around(this.profile(this.guesses(interval)) * this.level() * near)
  }

  private level(): number {
    return 1 + BELIEF * (this.late.value - 1)
  }

  private week(interval: number): number {
    return (
      weekday(this.calendar, interval) * intervalsADay(this.calendar) + timeOfDay(this.calendar, interval)
    )
  }

  private errorsOf(interval: number): Errors {
    return this.errors[Math.floor(hourOf(this.calendar, interval) / 3)]!
  }

  /** By the same weekday, by all days, by the last day; each falls back on the next one, and all on the stranger. */
  private guesses(interval: number): readonly number[] {
    const time = timeOfDay(this.calendar, interval)
    const strange =
      (STRANGER_MEAN_W * STRANGER_HOURS[hourOf(this.calendar, interval)]! * this.calendar.minutes) / 60
    const all = this.days[time]!
    const everyDay = all.seen > 0 ? all.value : strange
    const same = this.weekdays[this.week(interval)]!
    return [same.seen > 0 ? same.value : everyDay, everyDay, this.last[time] ?? everyDay]
  }

  /** Each counts by the inverse square of its error. */
  private profile(guesses: readonly number[]): number {
    let sum = 0
    let weights = 0
    for (const [i, guess] of guesses.entries()) {
      const weight = 1 / Math.max(1e-6, this.misses[i]!) ** 2
      sum += weight * guess
      weights += weight
    }
    return sum / weights
  }
}
