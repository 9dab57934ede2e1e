// The network between peers: every message takes its time, and may be lost, doubled, late or cut off. What a message is
// does not matter here; its size is counted.
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** How good the links are now. Shares are of a thousand messages. */
export interface Quality {
  readonly hopMs: number
  readonly jitterMs: number
  readonly loss: number
  readonly duplication: number
  /** Held back by up to two seconds, and so overtaken by others. */
  readonly late: number
}

export const GOOD = (hopMs: number): Quality => ({
  hopMs,
  jitterMs: hopMs >> 2,
  loss: 0,
  duplication: 0,
  late: 0,
})

const LATE_MS = 2000

export type Receive<Frame> = (from: number, frame: Frame) => void

export interface Traffic {
  messages: number
  bytes: number
}

/** Peers above this number would have links of one name. */
const MOST_PEERS = 2 ** 20

export class Network<Frame> {
  quality: Quality
  /** What each peer has sent, and what was on its way to it. */
  readonly sent: Traffic[] = []
  readonly received: Traffic[] = []
  /** How many messages are on their way, and how many ever were at once. */
  inFlight = 0
  mostInFlight = 0
  /** Whatever is delivered leaves its mark here: two runs alike have the same. */
  trace = 0x811c9dc5
  private readonly timeline: Timeline
  private readonly random: Random
  private readonly receivers: (Receive<Frame> | undefined)[] = []
  private readonly cuts = new Set<number>()

  constructor(timeline: Timeline, random: Random, quality: Quality) {
    this.timeline = timeline
    this.random = random
    this.quality = quality
  }

  join(peer: number, receive: Receive<Frame>): void {
    this.receivers[peer] = receive
    this.sent[peer] ??= { messages: 0, bytes: 0 }
    this.received[peer] ??= { messages: 0, bytes: 0 }
  }

  leave(peer: number): void {
    this.receivers[peer] = undefined
  }

  send(from: number, to: number, frame: Frame, size: number): void {
    const sent = this.sent[from]!
    sent.messages += 1
    sent.bytes += size
    const { random, quality } = this
    if (this.isCut(from, to) || random.permille(quality.loss)) return
    const copies = random.permille(quality.duplication) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const held = random.permille(quality.late) ? random.draw(LATE_MS) : 0
      this.carry(from, to, frame, size, quality.hopMs + random.draw(quality.jitterMs + 1) + held)
    }
  }

  private carry(from: number, to: number, frame: Frame, size: number, delay: number): void {
    this.inFlight += 1
    if (this.inFlight > this.mostInFlight) this.mostInFlight = this.inFlight
    this.timeline.after(delay, new Letter(this, from, to, frame, size))
  }

  /** What was on its way is there. */
  arrive(from: number, to: number, frame: Frame, size: number): void {
    this.inFlight -= 1
    const receive = this.receivers[to]
    if (!receive || this.isCut(from, to)) return
    this.mark(from, to, size)
    const received = this.received[to]!
    received.messages += 1
    received.bytes += size
    receive(from, frame)
  }

  private mark(from: number, to: number, size: number): void {
    let { trace } = this
    trace = Math.imul(trace ^ this.timeline.now, 0x01000193)
    trace = Math.imul(trace ^ (from * 4099 + to), 0x01000193)
    this.trace = Math.imul(trace ^ size, 0x01000193) >>> 0
  }

  isCut(from: number, to: number): boolean {
    return this.cuts.size > 0 && this.cuts.has(link(from, to))
  }

  /** Nothing goes from one to the other any more; the way back stays open. */
  cut(from: number, to: number): void {
    this.cuts.add(link(from, to))
  }

  /** Nothing goes between the two groups, in either direction. */
  part(some: readonly number[], others: readonly number[]): void {
    for (const a of some)
      for (const b of others) {
        this.cut(a, b)
        this.cut(b, a)
      }
  }

  heal(): void {
    this.cuts.clear()
  }

  get parted(): boolean {
    return this.cuts.size > 0
  }
}

/** A message on its way. */
class Letter<Frame> {
  private readonly network: Network<Frame>
  private readonly from: number
  private readonly to: number
  private readonly frame: Frame
  private readonly size: number

  constructor(network: Network<Frame>, from: number, to: number, frame: Frame, size: number) {
    this.network = network
    this.from = from
    this.to = to
    this.frame = frame
    this.size = size
  }

  run(): void {
    this.network.arrive(this.from, this.to, this.frame, this.size)
  }
}

const link = (from: number, to: number): number => from * MOST_PEERS + to
