// Virtual time: what happens when, in milliseconds, one thing after the other. Of two things at one moment the one
// that was planned first comes first, so a run is the same every time.

/** What is planned in great numbers comes as an object, which costs less than a function of its own. */
type Deed = (() => void) | { run(): void }

export class Timeline {
  now = 0
  waiting = 0
  /** What is planned, by its moment; of one moment in the order of planning. */
  private readonly plans = new Map<number, Deed[]>()
  /** The moments, as a binary heap: the next comes first. Many things share a moment, so it is small. */
  private readonly heap: number[] = []

  /** Plans something for a moment that has not passed. */
  at(moment: number, run: Deed): void {
    const at = moment > this.now ? moment : this.now
    this.waiting += 1
    const planned = this.plans.get(at)
    if (planned) {
      planned.push(run)
      return
    }
    this.plans.set(at, [run])
    this.put(at)
  }

  after(delay: number, run: Deed): void {
    this.at(this.now + delay, run)
  }

  /** Lets everything up to a moment happen, each thing to its end before the next begins. */
  run(until: number): void {
    for (let next = this.heap[0]; next !== undefined && next <= until; next = this.heap[0]) {
      this.now = next
      const planned = this.plans.get(next)!
      // What is planned for this very moment meanwhile comes at its end.
      for (let i = 0; i < planned.length; i++) {
        this.waiting -= 1
        const deed = planned[i]!
        if (typeof deed === 'function') deed()
        else deed.run()
      }
      this.plans.delete(next)
      this.take()
    }
    this.now = Math.max(this.now, until)
  }

  private put(moment: number): void {
    const { heap } = this
    let place = heap.length
    heap.push(moment)
    while (place > 0) {
      const above = (place - 1) >>> 1
      if (moment >= heap[above]!) break
      heap[place] = heap[above]!
      place = above
    }
    heap[place] = moment
  }

  private take(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let below = 2 * place + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && heap[below + 1]! < heap[below]!) below += 1
      if (heap[below]! >= last) break
      heap[place] = heap[below]!
      place = below
    }
    heap[place] = last
  }
}
