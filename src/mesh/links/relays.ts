// Relays: which of them answer, which hold a place for us, and who they say is there. A place is lost when a relay
// stops, and nobody gives it back by itself: so every relay is looked at again and again, soon after a change and
// seldom where nothing happens.
import type { FromLinks, Present } from '../port.ts'
import { overRelay, socketOf } from './addresses.ts'
import { isTransportId } from './key.ts'
import {
  MAX_PRESENT,
  MAX_RELAY_JSON_BYTES,
  MAX_RELAYS,
  RELAY_ANSWER_MS,
  RELAY_LOOK_MOST_MS,
  RELAY_LOOK_MS,
} from './limits.ts'
import { type Line, readAddress } from './line.ts'
import { jitter, now } from './platform.ts'

/** With so many to choose from a peer finds its neighbours. */
const FEW = 8

type Told = Extract<FromLinks, { kind: 'relays' }>

export class Relays {
  private readonly line: Line
  private readonly self: string
  private readonly say: (told: Told) => void
  private readonly watches: Watch[]
  private last = ''

  constructor(line: Line, self: string, bases: readonly string[], say: (told: Told) => void) {
    this.line = line
    this.self = self
    this.say = say
    this.watches = bases.map(base => new Watch(this, line, self, new URL(base)))
    line.onDisconnect(peer => {
      for (const watch of this.watches) if (watch.relay === peer) watch.look()
    })
  }

  start(): void {
    this.tell()
    for (const watch of this.watches) watch.look()
  }

  /** Something has changed that may have cost us a place, or brought a relay back. */
  look(): void {
    for (const watch of this.watches) watch.look()
  }

  stop(): void {
    for (const watch of this.watches) watch.stop()
  }

  /** One relay and two in reserve are enough. */
  get enough(): boolean {
    return this.watches.filter(({ held }) => held).length >= MAX_RELAYS
  }

  tell(): void {
    const present = new Map<string, string[]>()
    for (const { socket, relay, peers } of this.watches)
      for (const peer of peers) {
        if (peer === this.self || relay === undefined) continue
        present.set(peer, [...(present.get(peer) ?? []), overRelay(socket, relay, peer)])
      }
    const held = this.watches.filter(watch => watch.held)
    const told: Told = {
      kind: 'relays',
      reachable: held.map(({ base }) => base.origin),
      addresses: [
        ...this.line.addresses(),
        ...held.map(({ socket, relay }) => overRelay(socket, relay!, this.self)),
      ],
      present: [...present].map(([peer, addresses]): Present => ({ peer, addresses })),
    }
    const text = JSON.stringify(told)
    if (text === this.last) return
    this.last = text
    this.say(told)
  }
}

class Watch {
  readonly base: URL
  readonly socket: string
  /** The relay's transport id: as fresh as its process. */
  relay: string | undefined
  peers: readonly string[] = []
  held = false
  private readonly all: Relays
  private readonly line: Line
  private readonly self: string
  private timer: ReturnType<typeof setTimeout> | undefined
  private looking = false
  private again = false
  private changedAt = now()
  private stopped = false

  constructor(all: Relays, line: Line, self: string, base: URL) {
    this.all = all
    this.line = line
    this.self = self
    this.base = base
    this.socket = socketOf(base)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  /** Looks now, and then ever more seldom until something changes. */
  look(): void {
    if (this.stopped) return
    if (this.looking) {
      this.again = true
      return
    }
    clearTimeout(this.timer)
    this.looking = true
    void this.once().then(changed => {
      this.looking = false
      if (changed) this.changedAt = now()
      this.all.tell()
      if (this.stopped) return
      const calm = (now() - this.changedAt) / 10
      const wait = this.again ? 0 : Math.min(RELAY_LOOK_MOST_MS, Math.max(RELAY_LOOK_MS, calm))
      this.again = false
      this.timer = setTimeout(() => this.look(), wait + jitter(wait / 4))
    })
  }

  /** Whether anything has changed. */
  private async once(): Promise<boolean> {
    const before = this.standing()
    try {
      const { peer, present } = await ask(this.base)
      this.relay = peer
      this.peers = present
      // Those who are there can be dialled while our own place is being made.
      this.all.tell()
      // The relay says who has a place. One that it forgot, after a sleep perhaps, is asked for anew.
      const forgotten = this.line.holds(peer) && !present.includes(this.self)
      if (forgotten) await this.line.leave(peer)
      if (!this.line.holds(peer) && !this.all.enough) {
        await this.line.reserve(readAddress(`${this.socket}/p2p/${peer}`)!, peer)
        // Who came while we were being given our place may have missed us.
        this.again = true
      }
      this.held = this.line.holds(peer)
    } catch {
      // It will be asked again; who needs to know sees that it is not among the reachable.
      this.held = this.relay !== undefined && this.line.holds(this.relay)
      if (!this.held) this.peers = []
    }
    return before !== this.standing()
  }

  /** Where many are there, who comes and goes is no reason to look again soon. */
  private standing(): string {
    return `${this.relay} ${this.held} ${this.peers.slice(0, FEW)}`
  }
}

interface Answer {
  readonly peer: string
  readonly present: readonly string[]
}

async function ask(base: URL): Promise<Answer> {
  const response = await fetch(new URL('/relay.json', base), {
    signal: AbortSignal.timeout(RELAY_ANSWER_MS),
    cache: 'no-store',
  })
  const text = await response.text()
  if (!response.ok || text.length > MAX_RELAY_JSON_BYTES) throw new Error('this is no relay')
  const { peer, reservations } = JSON.parse(text) as Record<string, unknown>
  if (typeof peer !== 'string' || !isTransportId(peer) || !Array.isArray(reservations))
    throw new Error('this is no relay')
  const present = reservations.filter(id => typeof id === 'string' && isTransportId(id)).slice(0, MAX_PRESENT)
  return { peer, present }
}
