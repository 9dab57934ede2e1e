// What waits for one neighbour: what consensus needs first, then transactions. Never more than so much: the oldest
// transactions are dropped first, then the oldest of the rest, and the neighbour finds out by comparing.
import type { Bytes } from '../../bytes/bytes.ts'
import { joinFrames, wireOf } from '../frames/frame.ts'
import { type Item, isConsensus } from '../frames/item.ts'
import { COALESCED_BYTES, MAX_PARTS } from '../frames/limits.ts'
import type { Limits } from './limits.ts'

export class Queue {
  private urgent: Item[] = []
  private plain: Item[] = []
  private waitingBytes = 0
  private readonly limits: Limits

  constructor(limits: Limits) {
    this.limits = limits
  }

  get items(): number {
    return this.urgent.length + this.plain.length
  }

  get bytes(): number {
    return this.waitingBytes
  }

  /** Whether nothing had to be dropped for it. */
  add(item: Item): boolean {
    const lane = isConsensus(item.kind) ? this.urgent : this.plain
    lane.push(item)
    this.waitingBytes += wireOf(item).length
    const { queueItems, queueBytes } = this.limits
    let whole = true
    while (this.items > queueItems || this.waitingBytes > queueBytes) {
      const dropped = this.plain.shift() ?? this.urgent.shift()
      if (!dropped) break
      this.waitingBytes -= wireOf(dropped).length
      whole = false
    }
    return whole
  }

  /** All that waits, in frames; empty afterwards. */
  take(): Bytes[] {
    const frames: Bytes[] = []
    let together: Bytes[] = []
    let size = 0
    const close = () => {
      if (together.length > 0) frames.push(joinFrames(together))
      together = []
      size = 0
    }
    for (const lane of [this.urgent, this.plain])
      for (const item of lane) {
        const wire = wireOf(item)
        if (size + wire.length > COALESCED_BYTES || together.length === MAX_PARTS) close()
        together.push(wire)
        size += wire.length
      }
    close()
    this.urgent = []
    this.plain = []
    this.waitingBytes = 0
    return frames
  }
}
