// The network between peers: every message takes its time, and may be lost, doubled, late or cut off.
import type { Bytes } from '../bytes/bytes.ts'
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

export type Receive = (from: number, frame: Bytes) => Promise<void>

export interface Traffic {
  messages: number
  bytes: number
}

export class Network {
  quality: Quality
  /** What each peer has sent. */
  readonly sent: Traffic[] = []
  /** How many messages are on their way, and how many ever were at once. */
  inFlight = 0
  mostInFlight = 0
  /** Whatever is delivered leaves its mark here: two runs alike have the same. */
  trace = 0x811c9dc5
  private readonly timeline: Timeline
  private readonly random: Random
  private readonly receivers = new Map<number, Receive>()
  private cuts = new Set<string>()

  constructor(timeline: Timeline, random: Random, quality: Quality) {
    this.timeline = timeline
    this.random = random
    this.quality = quality
  }

  join(peer: number, receive: Receive): void {
    this.receivers.set(peer, receive)
    this.sent[peer] ??= { messages: 0, bytes: 0 }
  }

  leave(peer: number): void {
    this.receivers.delete(peer)
  }

  send(from: number, to: number, frame: Bytes): void {
    const sent = (this.sent[from] ??= { messages: 0, bytes: 0 })
    sent.messages += 1
    sent.bytes += frame.length
    const { random, quality } = this
    if (this.cuts.has(link(from, to)) || random.permille(quality.loss)) return
    const copies = random.permille(quality.duplication) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const held = random.permille(quality.late) ? random.draw(LATE_MS) : 0
      this.carry(from, to, frame, quality.hopMs + random.draw(quality.jitterMs + 1) + held)
    }
  }

  private carry(from: number, to: number, frame: Bytes, delay: number): void {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    this.timeline.after(delay, async () => {
      this.inFlight -= 1
      const receive = this.receivers.get(to)
      if (!receive || this.cuts.has(link(from, to))) return
      this.mark(from, to, frame)
      await receive(from, frame)
    })
  }

  private mark(from: number, to: number, frame: Bytes): void {
    for (const part of [this.timeline.now, from, to, frame.length, ...frame.subarray(-8)])
      this.trace = Math.imul(this.trace ^ part, 0x01000193) >>> 0
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
    this.cuts = new Set()
  }
}

const link = (from: number, to: number) => `${from}>${to}`
