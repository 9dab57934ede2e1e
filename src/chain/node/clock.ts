// The time that a node was told last.
import { divFloor } from '../../bytes/integer.ts'

export class Clock {
  ms = 0
  slot = 0
  readonly slotMs: number

  constructor(slotMs: number) {
    this.slotMs = slotMs
  }

  set(ms: number): void {
    this.ms = ms
    this.slot = ms < 0 ? 0 : divFloor(ms, this.slotMs)
  }

  startOf(slot: number): number {
    return slot * this.slotMs
  }

  /** Propose (rule 1): a block is taken up to half a slot before its slot starts. */
  isEarly(slot: number): boolean {
    return 2 * (this.startOf(slot) - this.ms) > this.slotMs
  }

  /** From when on a block of this slot is early no more. */
  takenFrom(slot: number): number {
    return this.startOf(slot) - divFloor(this.slotMs, 2)
  }
}
