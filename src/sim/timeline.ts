// Virtual time: what happens when, in milliseconds, one thing after the other. Of two things at one moment the one
// that was planned first comes first, so a run is the same every time.

type Deed = () => void

interface Planned {
  readonly at: number
  readonly order: number
  readonly run: Deed
}

const before = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export class Timeline {
  now = 0
  private order = 0
  /** A binary heap: the next comes first. */
  private readonly heap: Planned[] = []

  get waiting(): number {
    return this.heap.length
  }

  /** Plans something for a moment that has not passed. */
  at(moment: number, run: Deed): void {
    const { heap } = this
    const planned = { at: Math.max(moment, this.now), order: this.order++, run }
    let place = heap.length
    heap.push(planned)
    while (place > 0) {
      const above = (place - 1) >>> 1
      if (!before(planned, heap[above]!)) break
      heap[place] = heap[above]!
      place = above
    }
    heap[place] = planned
  }

  after(delay: number, run: Deed): void {
    this.at(this.now + delay, run)
  }

  /** Lets everything up to a moment happen, each thing to its end before the next begins. */
  run(until: number): void {
    for (let next = this.heap[0]; next && next.at <= until; next = this.heap[0]) {
      this.take()
      this.now = next.at
      next.run()
    }
    this.now = Math.max(this.now, until)
  }

  private take(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && before(heap[below + 1]!, heap[below]!)) below += 1
      if (!before(heap[below]!, last)) break
      heap[place] = heap[below]!
      place = below
    }
    heap[place] = last
  }
}
