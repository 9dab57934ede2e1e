// What a neighbour may send, and what is held against it. Silence never is: who sleeps is not to blame, and what comes
// in one burst when it wakes is within its allowance.
import { divFloor } from '../../bytes/integer.ts'
import type { Limits } from './limits.ts'

/** So many points end a link. */
export const ENOUGH = 100
/** One point is forgiven in so many milliseconds. */
const FORGIVE_MS = 10_000

export class Score {
  private points = 0
  private since: number
  private bytes: number
  private parts: number
  private at: number
  private readonly limits: Limits

  constructor(limits: Limits, now: number) {
    this.limits = limits
    this.bytes = limits.bytesAtOnce
    // In thousandths, because it fills by the millisecond.
    this.parts = limits.partsAtOnce * 1000
    this.at = now
    this.since = now
  }

  /** Whether a frame of so many bytes is within the allowance. */
  allows(bytes: number, now: number): boolean {
    const { bytesPerMs, bytesAtOnce, partsPerSecond, partsAtOnce } = this.limits
    const passed = now - this.at
    if (passed > 0) {
      this.at = now
      this.bytes = Math.min(bytesAtOnce, this.bytes + passed * bytesPerMs)
      this.parts = Math.min(partsAtOnce * 1000, this.parts + passed * partsPerSecond)
    }
    if (this.bytes < bytes || this.parts < 1000) return false
    this.bytes -= bytes
    this.parts -= 1000
    return true
  }

  /** More than one thing to do came in one frame. */
  spend(parts: number): void {
    this.parts -= parts * 1000
  }

  /** Holds something against the neighbour; whether it is enough. */
  blame(points: number, now: number): boolean {
    const forgiven = divFloor(now - this.since, FORGIVE_MS)
    this.since += forgiven * FORGIVE_MS
    this.points = Math.max(0, this.points - forgiven) + points
    return this.points >= ENOUGH
  }
}
