// How much may come in: a bucket that fills with time.

export class Bucket {
  private readonly most: number
  private readonly perMs: number
  private level: number
  private at: number

  constructor(atOnce: number, perSecond: number, now: number) {
    this.most = atOnce
    this.perMs = perSecond / 1000
    this.level = atOnce
    this.at = now
  }

  /** Takes so much, or nothing and says false. A clock that leaps back fills nothing. */
  take(amount: number, now: number): boolean {
    this.level = Math.min(this.most, this.level + Math.max(0, now - this.at) * this.perMs)
    this.at = now
    if (amount > this.level) return false
    this.level -= amount
    return true
  }
}
