// Solar: what a clear sky would give × how the panel has done of late, by the hour (shade, dirt, its real rating) and
// altogether (weather), with a band of how far that was off before.
import { type Band, certain } from './band.ts'
import { type Calendar, hourOf, intervalsADay, startMs } from './calendar.ts'
import { Errors, Level, Mean } from './learning.ts'
import { clearWh, type Panel } from './sun.ts'

/** Weather of a region that changes: a panel yields some 70 % of a clear day's, and scatters like this. */
const FIRST_LEVEL = 0.7
const STRANGER = [0.35, 0.65, 1, 1.2, 1.35]
/** Below this share of its rating nothing is learnt: ratios of little say little. */
const WORTH = 0.02
/** Intervals in which the sky of now is half forgotten, and days for the weather of late. */
const NOW_HALF = 4
const LATE_DAYS = 1
const LONG_DAYS = 20
/** Weather lasts, but not all of it. */
const BELIEF = 0.6
const HOURLY_MEMORY = 300
/** How far ahead, in intervals, the sky of now says something. */
const NOW_REACH = 8
/** No panel gives more than this share of its rating for long. */
const MOST = 1.15

/** About a month of daylight. */
const ERRORS = 1500

export class SolarForecast {
  private readonly panel: Panel
  private readonly calendar: Calendar
  private readonly late: Level
  private readonly long: Level
  private readonly now: Level
  private readonly hours: Mean[]
  private readonly errors = new Errors(STRANGER, ERRORS)
  /** What was thought of the weather a day ago, for each time of the day. */
  private readonly dayAgo: (number | undefined)[] = []
  private learnt = -1

  constructor(panel: Panel, calendar: Calendar) {
    this.panel = panel
    this.calendar = calendar
    const dayWh = panel.peakW * 3
    this.late = new Level(LATE_DAYS * intervalsADay(calendar), dayWh)
    this.long = new Level(LONG_DAYS * intervalsADay(calendar), dayWh)
    this.now = new Level(NOW_HALF, panel.peakW * 0.1)
    this.hours = Array.from({ length: 24 }, () => new Mean(HOURLY_MEMORY))
  }

  /** What came in an interval; intervals in rising order, gaps allowed. */
  learn(interval: number, cameWh: number): void {
    const clear = clearWh(this.panel, startMs(this.calendar, interval), this.calendar.minutes)
    const place = interval % intervalsADay(this.calendar)
    const before = this.dayAgo[place]
    this.learnt = interval
    if (clear >= WORTH * this.rated()) {
      const hourly = clear * this.hourly(interval)
      // Judged by what was known a day before, as forecasts of a day ahead are.
      if (before !== undefined) this.errors.learn(cameWh / (hourly * FIRST_LEVEL * before))
      const usual = hourly * FIRST_LEVEL
      this.late.learn(cameWh, usual)
      this.long.learn(cameWh, usual)
      this.now.learn(cameWh, usual * this.level())
      this.hours[hourOf(this.calendar, interval)]!.learn(cameWh / (clear * FIRST_LEVEL * this.long.value))
    } else for (const level of [this.late, this.long]) level.learn(0, 0)
    this.dayAgo[place] = this.level()
  }

  at(interval: number): Band {
    const clear = clearWh(this.panel, startMs(this.calendar, interval), this.calendar.minutes)
    if (clear <= 0) return certain(0)
    const fading = 0.5 ** (Math.max(0, interval - this.learnt - 1) / NOW_REACH)
    const level = FIRST_LEVEL * this.level() * (1 + (this.now.value - 1) * fading)
    const most = Math.min(MOST * this.rated(), clear * 1.3)
    return this.errors.around(clear * this.hourly(interval) * level).map(wh => Math.min(wh, most))
  }

  private level(): number {
    return BELIEF * this.late.value + (1 - BELIEF) * this.long.value
  }

  private rated(): number {
    return (this.panel.peakW * this.calendar.minutes) / 60
  }

  /** How this hour of the day compares with the others: shade, dust, a tilt that was told wrongly. */
  private hourly(interval: number): number {
    const { value, seen } = this.hours[hourOf(this.calendar, interval)]!
    // A few days are needed to tell shade from clouds.
    const trust = seen / (seen + 20)
    return 1 + trust * (value - 1)
  }
}
