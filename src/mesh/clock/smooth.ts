// Time that is handed on: it follows a correction at half the speed of time itself, so that it never goes back and never
// leaps but when the device's own clock does.
import { divFloor } from '../../bytes/integer.ts'

export class Smooth {
  /** What is added to the device's clock: now, and in the end. */
  applied = 0
  target = 0
  private now = 0
  /** Until when the way to the target is accounted for. */
  private movedAt: number | undefined

  /** The corrected time; never less than what was handed out before. */
  at(now: number): number {
    if (now > this.now) this.now = now
    this.movedAt ??= this.now
    const step = divFloor(this.now - this.movedAt, 2)
    const rest = this.target - this.applied
    if (Math.abs(rest) <= step) {
      this.applied = this.target
      this.movedAt = this.now
    } else {
      this.applied += rest > 0 ? step : -step
      this.movedAt += 2 * step
    }
    return this.now + this.applied
  }
}
