// Virtual time and chance, both the same in every run: for tests of machines.

/** Chance that can be played again. */
export function chance(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return below => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below
  }
}

export interface Weather {
  hopMs: number
  jitterMs: number
  /** Shares of a thousand frames. */
  loss: number
  duplication: number
  late: number
}

interface Event {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export class Clockwork {
  now = 0
  private readonly heap: Event[] = []
  private order = 0

  at(at: number, run: () => void): void {
    const event = { at: Math.max(at, this.now), order: this.order++, run }
    let place = this.heap.length
    this.heap.push(event)
    while (place > 0) {
      const up = (place - 1) >> 1
      if (!before(event, this.heap[up]!)) break
      this.heap[place] = this.heap[up]!
      place = up
    }
    this.heap[place] = event
  }

  private next(): Event {
    const first = this.heap[0]!
    const last = this.heap.pop()!
    if (this.heap.length === 0) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.heap.length) break
      if (child + 1 < this.heap.length && before(this.heap[child + 1]!, this.heap[child]!)) child += 1
      if (!before(this.heap[child]!, last)) break
      this.heap[place] = this.heap[child]!
      place = child
    }
    this.heap[place] = last
    return first
  }

  run(ms: number): void {
    const end = this.now + ms
    while (this.heap.length > 0 && this.heap[0]!.at <= end) {
      const event = this.next()
      this.now = event.at
      event.run()
    }
    this.now = end
  }
}
