// What is known of one neighbour's clock.
import { ANSWER_MS, FIRST_ANSWER_MS, FIRST_ASKS, KEPT_ANSWERS, STILL_MS } from './limits.ts'

export interface Measured {
  /** Its clock, less this device's own. */
  readonly off: number
  /** How long question and answer were on their way. */
  readonly trip: number
  readonly at: number
}

export class Asked {
  readonly counts: boolean
  /** The question that is on its way. */
  id: number | undefined
  sentAt = 0
  askAt: number
  /** Questions that follow each other closely. */
  first = FIRST_ASKS
  /** What it may ask of us. */
  allowance: number
  allowanceAt: number
  /** Its clock was seen to move: it is being corrected itself. */
  moves = false
  private readonly since: number
  private measured: Measured[] = []

  constructor(counts: boolean, askAt: number, allowance: number, now: number) {
    this.counts = counts
    this.askAt = askAt
    this.allowance = allowance
    this.allowanceAt = now
    this.since = now
  }

  keep(measured: Measured): void {
    // What two answers differ by beyond their ways, its clock has moved: what it said before holds no more.
    const before = this.measured.length
    this.measured = this.measured.filter(
      ({ off, trip }) => 2 * Math.abs(off - measured.off) <= trip + measured.trip + 2 * STILL_MS,
    )
    this.moves = this.measured.length < before
    this.measured.push(measured)
    if (this.measured.length > KEPT_ANSWERS) this.measured.shift()
  }

  forget(): void {
    this.measured = []
    this.id = undefined
    this.first = FIRST_ASKS
  }

  /** Whether its first answer may still come. */
  isNew(now: number): boolean {
    return this.measured.length === 0 && now < this.since + FIRST_ANSWER_MS
  }

  /** Of the answers that are not too old, the one that was fastest. */
  best(now: number): Measured | undefined {
    let best: Measured | undefined
    for (const each of this.measured)
      if (each.at + ANSWER_MS > now && (!best || each.trip < best.trip)) best = each
    return best
  }
}
