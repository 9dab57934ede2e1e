// So many at once, and one more in so long.
import { divFloor } from '../../bytes/integer.ts'

export class Allowance {
  private left: number
  private at: number
  private readonly most: number
  private readonly everyMs: number

  constructor(most: number, everyMs: number, now: number) {
    this.most = most
    this.left = most
    this.everyMs = everyMs
    this.at = now
  }

  /** Whether there is one left. */
  has(now: number): boolean {
    const filled = Math.max(0, divFloor(now - this.at, this.everyMs))
    this.left = Math.min(this.most, this.left + filled)
    this.at += filled * this.everyMs
    return this.left > 0
  }

  /** Takes one, where there is one left. */
  take(now: number): boolean {
    if (!this.has(now)) return false
    this.left -= 1
    return true
  }
}
