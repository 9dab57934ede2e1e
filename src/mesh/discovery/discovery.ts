// Who is there, and whom to link with. A pure machine: inputs and the time in, effects out.
import type { Claims, Refusal } from '../frames/index.ts'
import type { Who } from '../handshake/who.ts'
import { Circle } from './circle.ts'
import { Dials } from './dials.ts'
import type { DiscoveryEffect } from './effect.ts'
import { Gossip } from './gossip.ts'
import { type DiscoveryConfig, Ground } from './ground.ts'
import type { DiscoveryInput } from './input.ts'
import { type Joined, Neighbour } from './neighbour.ts'
import { Own } from './own.ts'
import { People } from './people.ts'
import { Signals } from './signals.ts'

export class Discovery {
  private readonly ground: Ground
  private readonly circle: Circle
  private readonly people: People
  private readonly own: Own
  private readonly gossip: Gossip
  private readonly dials: Dials
  private readonly signals: Signals
  private wakeAt = Number.POSITIVE_INFINITY

  /** `draw(n)`: an integer below n, by chance. */
  constructor(config: DiscoveryConfig, draw: (below: number) => number) {
    this.ground = new Ground(config, draw)
    this.circle = new Circle(this.ground)
    this.people = new People(this.ground)
    this.own = new Own(this.ground, this.circle)
    this.gossip = new Gossip(this.ground, this.circle, this.people, this.own)
    this.dials = new Dials(this.ground, this.circle, this.people)
    this.signals = new Signals(this.ground, this.circle, this.people, this.dials)
  }

  step(input: DiscoveryInput, now: number): readonly DiscoveryEffect[] {
    const { ground } = this
    if (now > ground.now) ground.now = now
    ground.effects = []
    // Most of what comes is none of discovery's: it only shows that somebody is there.
    if (input.kind === 'heard') {
      const from = this.circle.all.get(input.from)
      if (from) from.heardAt = ground.now
      return ground.effects
    }
    this.take(input)
    this.run()
    return ground.effects
  }

  private take(input: DiscoveryInput): void {
    const { circle, dials, signals } = this
    switch (input.kind) {
      case 'self':
        this.ground.self = input.peer
        circle.reassess()
        this.own.due = 0
        return
      case 'relays':
        dials.reached(input.reachable, input.present)
        this.own.reachedAt(input.addresses)
        return
      case 'opened':
        dials.opened(input.peer, input.dial)
        return
      case 'refused':
        dials.refused(input.peer, input.reason)
        return
      case 'joined':
        this.join(input.joined)
        return
      case 'role': {
        const neighbour = circle.all.get(input.neighbour)
        if (!neighbour) return
        neighbour.role = input.role
        neighbour.claims = input.claims
        return
      }
      case 'left':
        circle.all.delete(input.neighbour)
        this.people.left(input.neighbour)
        signals.left(input.neighbour)
        if (input.gone) dials.lost(input.neighbour)
        return
      case 'gossip': {
        const from = circle.all.get(input.from)
        if (from) this.gossip.hear(from, input.gossip)
        return
      }
      case 'offer': {
        const from = circle.all.get(input.from)
        if (from) signals.hear(from, input.offer)
        return
      }
      case 'answer': {
        const from = circle.all.get(input.from)
        if (from) signals.hearAnswer(from, input.answer)
        return
      }
      case 'signal':
        signals.made(input.dial, input.body)
        return
      case 'failed': {
        const dial = dials.all.get(input.dial)
        if (dial) signals.failed(dial)
        return
      }
      case 'signed':
        if (this.own.signed(input.token, input.signature)) this.gossip.announce()
        else signals.signed(input.token, input.signature)
        return
      case 'verified':
        this.gossip.verified(input.token, input.verdicts)
        signals.verified(input.token, input.verdicts[0] === true)
        return
      case 'life':
        this.live(input.state)
        return
      case 'changed':
        circle.reassess()
        this.people.reassess()
        this.own.due = 0
        return
      case 'time':
        return
    }
  }

  private join(joined: Joined): void {
    const neighbour = new Neighbour(joined, this.ground.now, this.ground.config.time())
    this.circle.all.set(joined.id, neighbour)
    this.dials.joined(joined.peer, joined.id)
    this.gossip.begin(neighbour)
  }

  private live(state: string): void {
    if (state === 'offline') this.dials.offline = true
    if (state === 'online' || state === 'woken' || state === 'visible') this.dials.offline = false
    if (state !== 'woken' && state !== 'online') return
    // It was this device that was silent: the others are not to blame, and nothing is known of who is still there.
    for (const neighbour of this.circle.all.values()) neighbour.heardAt = this.ground.now
    for (const person of this.people.all.values())
      person.restUntil = Math.min(person.restUntil, this.ground.now)
    this.own.due = 0
  }

  private run(): void {
    const { circle, own, gossip, dials, signals, ground } = this
    own.run()
    signals.run()
    circle.trim()
    dials.run()
    gossip.run()
    if (ground.now >= this.wakeAt) this.wakeAt = Number.POSITIVE_INFINITY
    const due = Math.max(ground.now + 1, Math.min(own.due, gossip.due, dials.due, signals.due, circle.due))
    if (due >= this.wakeAt || due === Number.POSITIVE_INFINITY) return
    this.wakeAt = due
    ground.effects.push({ kind: 'wake', ms: due })
  }

  /** Why somebody who has proven itself cannot be a neighbour; undefined where it can. */
  refuses(claims: Claims, who: Who, links: number, dialled: boolean): Refusal | undefined {
    return this.circle.refuses(claims, who, links, dialled)
  }

  /** How many full neighbours there are. */
  get links(): number {
    return this.circle.links
  }

  /** How it stands, for whoever looks on. */
  get standing(): 'linked' | 'looking' | 'cut-off' | 'spent' {
    const { circle, dials, people } = this
    if (circle.active >= circle.least) return 'linked'
    if (dials.isSpent) return 'spent'
    const others = [...people.all.keys()].filter(id => !circle.all.has(id))
    if (circle.active > 0) return others.length === 0 ? 'linked' : 'looking'
    return others.length === 0 && !dials.hasRelay ? 'cut-off' : 'looking'
  }

  /** How much is kept, and how much was used up; each is bounded by the limits. */
  get sizes() {
    const { people, dials, signals, gossip } = this
    return {
      people: people.all.size,
      dials: dials.all.size,
      signals: signals.size,
      checking: gossip.size,
      connections: dials.connections,
      failed: dials.failed,
    }
  }
}
