// What cannot be judged yet waits here: for its slot, for the sets that it names, or for its block's headline.
import type { LightItem } from './input.ts'

/** The oldest is let go: it can be asked for again. */
export const MAX_WAITING = 32

export interface Waiting {
  readonly item: LightItem
  readonly from: string | undefined
}

export class WaitingRoom {
  private waiting: (Waiting & { readonly on: string })[] = []

  get size(): number {
    return this.waiting.length
  }

  /** `on` is 'clock', 'sets', or the name of a block. */
  put(on: string, item: LightItem, from: string | undefined): void {
    this.waiting.push({ on, item, from })
    if (this.waiting.length > MAX_WAITING) this.waiting.shift()
  }

  /** Those that waited for this, in the order in which they came. */
  release(on: string): readonly Waiting[] {
    if (this.waiting.length === 0) return this.waiting
    const released = this.waiting.filter(each => each.on === on)
    if (released.length > 0) this.waiting = this.waiting.filter(each => each.on !== on)
    return released
  }
}
