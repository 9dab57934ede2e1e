// What forecasts learn from a house's own history, and forget again.
import { type Band, SHARES } from './band.ts'

/** The ratio of what came to what was expected, the recent counting for more. */
export class Level {
  private came: number
  private expected: number
  private readonly keep: number

  /** `halfLife` in steps; before anything is learnt it is 1, as firmly as `firmness` says. */
  constructor(halfLife: number, firmness: number) {
    this.keep = 0.5 ** (1 / halfLife)
    this.came = firmness
    this.expected = firmness
  }

  get value(): number {
    return this.expected > 0 ? this.came / this.expected : 1
  }

  learn(cameWh: number, expectedWh: number): void {
    this.came = this.came * this.keep + cameWh
    this.expected = this.expected * this.keep + expectedWh
  }
}

/** A mean whose first values count alike, and whose later ones make it forget. */
export class Mean {
  value = 0
  seen = 0
  private readonly memory: number

  constructor(memory: number) {
    this.memory = memory
  }

  learn(value: number): void {
    this.seen += 1
    this.value += (value - this.value) / Math.min(this.seen, this.memory)
  }
}

/** Before this many errors are known, the band is that of a stranger's house. */
const ENOUGH = 12
/** How what came compared with what was forecast, as ratios. */
export class Errors {
  private readonly ratios: number[] = []
  private next = 0
  private readonly stranger: readonly number[]
  private readonly remembered: number
  private sorted: readonly number[] | undefined

  /** Quantiles are taken of so many past errors as are `remembered`. */
  constructor(stranger: readonly number[], remembered: number) {
    this.stranger = stranger
    this.remembered = remembered
  }

  learn(ratio: number): void {
    this.ratios[this.next] = ratio
    this.next = (this.next + 1) % this.remembered
    this.sorted = undefined
  }

  /** The forecast with its band. */
  around(wh: number): Band {
    if (this.ratios.length < ENOUGH) return this.stranger.map(ratio => wh * ratio)
    this.sorted ??= [...this.ratios].sort((a, b) => a - b)
    const { sorted } = this
    return SHARES.map(share => {
      // The places of n values are those of n quantiles, each in the middle of its n-th part.
      const place = Math.max(0, Math.min(sorted.length - 1, share * sorted.length - 0.5))
      const below = Math.floor(place)
      const low = sorted[below]!
      return wh * (low + (place - below) * ((sorted[below + 1] ?? low) - low))
    })
  }
}
