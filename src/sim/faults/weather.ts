// Lets faults come and go: a few at a time, so that what each leads to can be seen.
import { Tally } from '../report.ts'
import { type FaultName, isPassing, PASSING, type PassingName } from './catalogue.ts'
import type { Fault, Reach, Undo } from './fault.ts'

/** Once in so many slots one begins, and no more than so many are under way. */
const EVERY = 5
const MOST_AT_ONCE = 4

export class Weather {
  private readonly names: readonly PassingName[]
  private readonly reach: Reach
  private readonly underWay = new Map<PassingName, { readonly until: number; readonly undo: Undo }>()
  /** How often each has struck, and how many are dishonest in each way. */
  readonly struck = new Tally()

  constructor(names: readonly FaultName[], reach: Reach) {
    this.names = names.filter(isPassing)
    this.reach = reach
  }

  get calm(): boolean {
    return this.underWay.size === 0
  }

  has(name: PassingName): boolean {
    return this.underWay.has(name)
  }

  onSlot(slot: number): void {
    for (const [name, { until, undo }] of this.underWay)
      if (until <= slot) {
        this.underWay.delete(name)
        undo()
      }
    const { random } = this.reach
    if (this.names.length === 0 || this.underWay.size >= MOST_AT_ONCE || !random.once(EVERY)) return
    // What wants its moment goes before what can be at any.
    const now = this.names.filter(name => {
      const fault: Fault = PASSING[name]
      return fault.ready?.(this.reach) === true
    })
    const name = now.length > 0 && random.once(2) ? random.pick(now)! : random.pick(this.names)!
    this.begin(name, slot)
  }

  private begin(name: PassingName, slot: number): void {
    if (this.underWay.has(name)) return
    const { reach } = this
    const fault: Fault = PASSING[name]
    if (fault.ready?.(reach) === false) return
    const undo = fault.begin(reach)
    if (!undo) return
    this.underWay.set(name, { until: slot + reach.random.between(...fault.lasts), undo })
    this.struck.add(name)
  }

  /** Everything is made good, and everybody starts and wakes. */
  clear(): void {
    for (const { undo } of this.underWay.values()) undo()
    this.underWay.clear()
    for (const peer of this.reach.peers) {
      peer.start()
      peer.wake(false)
    }
  }
}
