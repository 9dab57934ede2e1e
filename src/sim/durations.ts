// How long things took, in whole milliseconds, so that quantiles are exact and a million of them take little room.

const MOST_MS = 1 << 20

export interface Quantiles {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly max: number
}

export class Durations {
  private readonly counts = new Map<number, number>()
  private count = 0
  private max = 0

  add(ms: number, times = 1): void {
    const whole = Math.min(MOST_MS, Math.round(ms))
    this.counts.set(whole, (this.counts.get(whole) ?? 0) + times)
    this.count += times
    if (whole > this.max) this.max = whole
  }

  quantiles(): Quantiles {
    const sorted = [...this.counts].sort(([a], [b]) => a - b)
    const at = (permille: number): number => {
      let left = Math.ceil((this.count * permille) / 1000)
      for (const [ms, times] of sorted) {
        left -= times
        if (left <= 0) return ms
      }
      return this.max
    }
    return { count: this.count, p50: this.count ? at(500) : 0, p95: this.count ? at(950) : 0, max: this.max }
  }
}
