// What a core needs of the place that it runs in.

export interface Platform {
  /** Milliseconds since 1970, by this device's own clock. */
  now(): number
  /** Whole milliseconds that never go back. */
  steady(): number
  /** Once, after so many milliseconds. */
  after(ms: number, then: () => void): () => void
  random(count: number): Uint8Array
}

export const realPlatform: Platform = {
  now: () => Date.now(),
  steady: () => Math.floor(performance.now()),
  after(ms, then) {
    const timer = setTimeout(then, Math.max(0, ms))
    return () => clearTimeout(timer)
  },
  random: count => crypto.getRandomValues(new Uint8Array(count)),
}

/** An integer below a bound, by chance. */
export const drawing =
  ({ random }: Platform) =>
  (below: number): number =>
    new DataView(random(4).buffer).getUint32(0) % below

/** The slot clock: this device's, corrected by what its neighbours say. */
export class SlotClock {
  /** What is added to this device's clock. */
  offsetMs = 0
  private readonly platform: Platform
  private readonly startMs: number
  private readonly slotMs: number

  constructor(
    platform: Platform,
    { startMs, slotMs }: { readonly startMs: number; readonly slotMs: number },
  ) {
    this.platform = platform
    this.startMs = startMs
    this.slotMs = slotMs
  }

  /** Milliseconds since 1970, corrected. */
  get unixMs(): number {
    return Math.floor(this.platform.now() + this.offsetMs)
  }

  /** Milliseconds since genesis. */
  get ms(): number {
    return Math.max(0, this.unixMs - this.startMs)
  }

  get slot(): number {
    return Math.floor(this.ms / this.slotMs)
  }

  /** How long until the next slot begins. */
  get untilNext(): number {
    const since = this.unixMs - this.startMs
    return since < 0 ? -since : this.slotMs - (since % this.slotMs)
  }

  /** The slot that it is so many milliseconds from now. */
  slotIn(ms: number): number {
    return Math.floor((this.ms + ms) / this.slotMs)
  }
}
