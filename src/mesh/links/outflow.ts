// What goes out on one stream: a wire holds a little at a time, the rest waits here, and the core is told how much.
import { chunksOf } from './framing.ts'
import { QUEUE_BYTES, SAID_BYTES } from './limits.ts'
import type { Wire } from './wire.ts'

export class Outflow {
  private readonly wire: Wire
  private readonly holds: number
  private readonly say: (unsent: number) => void
  private readonly queue: Uint8Array[] = []
  private queued = 0
  private said = 0

  /** `holds`: what the wire may have unsent. `say`: called where what is unsent has changed by a step. */
  constructor(wire: Wire, holds: number, say: (unsent: number) => void) {
    this.wire = wire
    this.holds = holds
    this.say = say
  }

  get unsent(): number {
    return this.queued + this.wire.waiting()
  }

  /** False where so much waits already that who sends does not heed what it is told. */
  send(frame: Uint8Array): boolean {
    if (this.queued + frame.length > QUEUE_BYTES) return false
    for (const chunk of chunksOf(frame)) {
      this.queue.push(chunk)
      this.queued += chunk.length
    }
    this.flow()
    return true
  }

  /** Fills the wire; called whenever it has room. */
  flow(): void {
    let sent = 0
    // A chunk that is larger than what the wire holds goes alone.
    while (sent < this.queue.length && this.wire.waiting() < this.holds) {
      const chunk = this.queue[sent++]!
      this.queued -= chunk.length
      this.wire.send(chunk)
    }
    if (sent > 0) this.queue.splice(0, sent)
    this.tell()
  }

  private tell(): void {
    const { unsent } = this
    const done = unsent === 0 && this.said > 0
    if (Math.abs(unsent - this.said) < SAID_BYTES && !done) return
    this.said = unsent
    this.say(unsent)
  }
}
