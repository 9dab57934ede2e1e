// The face of all that makes neighbours of links. A pure machine: inputs and the time in, effects out.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { Clock, type ClockEffect, type ClockInput } from '../clock/index.ts'
import { Allowance } from '../discovery/allowance.ts'
import { Discovery, type DiscoveryEffect, type DiscoveryInput } from '../discovery/index.ts'
import type { Role } from '../exchange/roles.ts'
import {
  type Claims,
  frameOf,
  isAboutNeighbours,
  type Part,
  type Refusal,
  readFrame,
  refusalNumber,
  refusalOf,
} from '../frames/index.ts'
import {
  type HandshakeEffect,
  type HandshakeInput,
  Handshakes,
  type Lookup,
  type Proven,
  roleOf,
} from '../handshake/index.ts'
import type { FromLinks, StreamName, Way } from '../port.ts'
import { Bans } from './bans.ts'
import type { NeighbourhoodEffect, Standing } from './effect.ts'
import type { NeighbourhoodInput } from './input.ts'
import { FRAME_EVERY_MS, FRAMES_AT_ONCE } from './limits.ts'

export interface NeighbourhoodConfig {
  /** The genesis hash. */
  readonly community: Bytes
  /** This device's public key. */
  readonly key: Bytes
  readonly slotMs: number
  readonly who: Lookup
  /** What this peer is, as it is now; say `changed` when it is something else. */
  claims(): Claims
  /** How many connections it may make in its life: Infinity under Node; left out, what a browser's tab can. */
  readonly connections?: number
}

interface Link {
  readonly peer: string
  readonly dialled: boolean
  readonly way: Way
  neighbour: string | undefined
}

interface Neighbour {
  readonly id: string
  readonly link: number
  readonly key: Bytes
  readonly way: Way
  readonly frames: Allowance
  claims: Claims
  role: Role
  account: Bytes | undefined
}

export class Neighbourhood {
  private readonly config: NeighbourhoodConfig
  private readonly clock: Clock
  private readonly handshakes: Handshakes
  private readonly discovery: Discovery
  private readonly links = new Map<number, Link>()
  private readonly neighbours = new Map<string, Neighbour>()
  private readonly bans = new Bans()
  private self = ''
  private now = 0
  private tokens = 0
  private effects: NeighbourhoodEffect[] = []
  private said: Standing | undefined

  /** `draw(n)`: an integer below n, by chance that nobody can foresee. */
  constructor(config: NeighbourhoodConfig, draw: (below: number) => number) {
    const { community, key, slotMs } = config
    const who: Lookup = each => (this.bans.has(toHex(each), this.now) ? { kind: 'banned' } : config.who(each))
    const claims = () => config.claims()
    const token = () => this.tokens++
    this.config = config
    this.clock = new Clock(slotMs, draw)
    const limit = config.connections === undefined ? {} : { connections: config.connections }
    this.discovery = new Discovery(
      { community, key, who, claims, time: () => this.time(this.now), token, ...limit },
      draw,
    )
    const links = () => this.discovery.links
    this.handshakes = new Handshakes({ community, key, who, claims, links, token }, draw)
  }

  /** The community's time in milliseconds since 1970. It never goes back. */
  time(now: number): number {
    return this.clock.time(now)
  }

  /** The link of a neighbour. */
  linkOf(neighbour: string): number | undefined {
    return this.neighbours.get(neighbour)?.link
  }

  step(input: NeighbourhoodInput, now: number): readonly NeighbourhoodEffect[] {
    if (now > this.now) this.now = now
    this.effects = []
    this.take(input)
    if (input.kind !== 'frame') this.sayStanding()
    return this.effects
  }

  private sayStanding(): void {
    const { standing } = this.discovery
    if (standing === this.said) return
    this.said = standing
    this.effects.push({ kind: 'standing', standing })
  }

  private take(input: NeighbourhoodInput): void {
    switch (input.kind) {
      case 'self':
        this.self = input.peer
        this.shake(input)
        this.discover(input)
        return
      case 'opened':
        this.open(input)
        return
      case 'closed':
        this.close(input.link)
        return
      case 'frame':
        this.frame(input.link, input.stream, input.bytes)
        return
      case 'unsent': {
        const neighbour = this.links.get(input.link)?.neighbour
        if (neighbour !== undefined) this.effects.push({ ...input, neighbour })
        return
      }
      case 'relays':
      case 'signal':
      case 'failed':
        this.discover(input)
        return
      case 'life':
        if (input.state === 'woken') this.tick({ kind: 'woken' })
        this.discover(input)
        return
      case 'signed':
      case 'verified':
        this.shake(input)
        this.discover(input)
        return
      case 'bad':
        this.drop(input.neighbour, 'lied')
        return
      case 'changed':
        for (const neighbour of [...this.neighbours.values()]) this.reassess(neighbour, neighbour.claims)
        this.discover(input)
        return
      case 'time':
        this.shake(input)
        this.tick(input)
        this.discover(input)
        return
    }
  }

  // Links

  private open(input: Extract<FromLinks, { kind: 'opened' }>): void {
    const { link, peer, dialled, way } = input
    this.links.set(link, { peer, dialled, way, neighbour: undefined })
    this.discover(input)
    if (this.bans.has(peer, this.now)) this.refuse(link, 'banned')
    else this.shake(input)
  }

  private close(link: number): void {
    const known = this.links.get(link)
    if (!known) return
    this.links.delete(link)
    if (known.neighbour !== undefined) {
      this.leave(known.neighbour, 'closed')
      return
    }
    this.shake({ kind: 'closed', link })
    this.discover({ kind: 'refused', peer: known.peer, reason: 'closed' })
  }

  private send(link: number, bytes: Bytes): void {
    this.effects.push({ kind: 'links', to: { kind: 'send', link, stream: 'live', bytes } })
  }

  private say(neighbour: string, part: Part): void {
    const link = this.linkOf(neighbour)
    if (link !== undefined) this.send(link, frameOf(part))
  }

  /** Ends a link that was nobody's yet. */
  private refuse(link: number, reason: Refusal): void {
    this.send(link, frameOf({ kind: 'refusal', body: { number: refusalNumber(reason) } }))
    this.end(link, 'us', reason)
  }

  private end(link: number, by: 'us' | 'them', reason: Refusal): void {
    const known = this.links.get(link)
    this.links.delete(link)
    this.effects.push({ kind: 'links', to: { kind: 'close', link, reason } })
    if (!known) return
    // Of a neighbour `left` has said it.
    if (known.neighbour === undefined) this.effects.push({ kind: 'refused', peer: known.peer, by, reason })
    this.discover({ kind: 'refused', peer: known.peer, reason })
  }

  // Neighbours

  private prove(proven: Proven): void {
    const { link, peer, dialled, key, claims, who, links } = proven
    const id = toHex(key)
    const before = this.neighbours.get(id)
    const reason = before ? undefined : this.discovery.refuses(claims, who, links, dialled)
    if (reason) this.refuse(link, reason)
    else if (before && !this.isBetter(peer, dialled, before)) this.refuse(link, 'replaced')
    else {
      if (before) this.part(before, 'us', 'replaced')
      this.join(proven, id)
    }
  }

  /** Of two links of one device the later holds; of two between the same two pages, the one that the smaller transport id
   * has dialled: both sides decide alike. */
  private isBetter(peer: string, dialled: boolean, before: Neighbour): boolean {
    const other = this.links.get(before.link)
    if (!other || other.peer !== peer || other.dialled === dialled) return true
    return (dialled ? this.self : peer) < (dialled ? peer : this.self)
  }

  private join(proven: Proven, id: string): void {
    const { link, peer, dialled, way, key, claims, who, links, early } = proven
    const role = roleOf(claims, who)
    const account = who.kind === 'member' ? who.account : undefined
    const frames = new Allowance(FRAMES_AT_ONCE, FRAME_EVERY_MS, this.now)
    const known = this.links.get(link)
    if (!known) return
    known.neighbour = id
    this.neighbours.set(id, { id, link, key, way, frames, claims, role, account })
    this.effects.push({ kind: 'joined', neighbour: id, link, role, claims, key, account, way })
    this.discover({ kind: 'joined', joined: { id, key, peer, role, claims, dialled, links } })
    this.tick({ kind: 'joined', neighbour: id, counts: role !== 'guest' })
    for (const { stream, bytes } of early) this.frame(link, stream, bytes)
  }

  /** Its claims, or what the ledger says of it, have changed. */
  private reassess(neighbour: Neighbour, claims: Claims): void {
    const { id, link, key, way } = neighbour
    const who = this.config.who(key)
    if (who.kind === 'banned') {
      this.drop(id, 'banned')
      return
    }
    const role = roleOf(claims, who)
    if (role === neighbour.role && claims === neighbour.claims) return
    const account = who.kind === 'member' ? who.account : undefined
    neighbour.role = role
    neighbour.claims = claims
    neighbour.account = account
    this.effects.push({ kind: 'joined', neighbour: id, link, role, claims, key, account, way })
    this.discover({ kind: 'role', neighbour: id, role, claims })
    this.tick({ kind: 'joined', neighbour: id, counts: role !== 'guest' })
  }

  private leave(id: string, why: Refusal | 'closed'): void {
    if (!this.neighbours.delete(id)) return
    this.effects.push({ kind: 'left', neighbour: id, why })
    this.tick({ kind: 'left', neighbour: id })
    this.discover({ kind: 'left', neighbour: id, gone: why === 'closed' })
  }

  /** Ends a neighbour's link. */
  private part(neighbour: Neighbour, by: 'us' | 'them', reason: Refusal): void {
    if (by === 'us')
      this.send(neighbour.link, frameOf({ kind: 'refusal', body: { number: refusalNumber(reason) } }))
    this.leave(neighbour.id, reason)
    this.end(neighbour.link, by, reason)
  }

  /** For what it did it stays out for a while; others part in peace. */
  private drop(id: string, reason: Refusal): void {
    const neighbour = this.neighbours.get(id)
    if (!neighbour) return
    if (reason !== 'surplus' && reason !== 'replaced') {
      this.bans.add(id, this.now)
      const link = this.links.get(neighbour.link)
      if (link) this.bans.add(link.peer, this.now)
    }
    this.part(neighbour, 'us', reason)
  }

  // Frames

  private frame(link: number, stream: StreamName, bytes: Bytes): void {
    const id = this.links.get(link)?.neighbour
    if (id === undefined) {
      this.shake({ kind: 'frame', link, stream, bytes })
      return
    }
    this.discover({ kind: 'heard', from: id })
    if (stream === 'live' && isAboutNeighbours(bytes)) this.hear(this.neighbours.get(id)!, bytes)
    else this.effects.push({ kind: 'frame', from: id, stream, bytes })
  }

  private hear(from: Neighbour, bytes: Bytes): void {
    if (!from.frames.take(this.now)) {
      this.drop(from.id, 'flood')
      return
    }
    const read = readFrame(bytes)
    const told = typeof read === 'string' ? undefined : read[0]
    switch (told?.kind) {
      case 'gossip':
        this.discover({ kind: 'gossip', from: from.id, gossip: told.body })
        return
      case 'offer':
        this.discover({ kind: 'offer', from: from.id, offer: told.body })
        return
      case 'answer':
        this.discover({ kind: 'answer', from: from.id, answer: told.body })
        return
      case 'timeAsk':
        this.tick({ kind: 'asked', from: from.id, id: told.body.id })
        return
      case 'timeTold':
        this.tick({ kind: 'told', from: from.id, id: told.body.id, at: told.body.at })
        return
      case 'refusal':
        this.part(from, 'them', refusalOf(told.body.number))
        return
      default:
        this.drop(from.id, 'form')
    }
  }

  // The machines behind

  private shake(input: HandshakeInput): void {
    for (const effect of this.handshakes.step(input, this.now)) this.shaken(effect)
  }

  private shaken(effect: HandshakeEffect): void {
    switch (effect.kind) {
      case 'send':
        this.send(effect.link, effect.bytes)
        return
      case 'proven':
        this.prove(effect)
        return
      case 'refused':
        this.end(effect.link, effect.by, effect.reason)
        return
      default:
        this.effects.push(effect)
    }
  }

  private tick(input: ClockInput): void {
    for (const effect of this.clock.step(input, this.now)) this.ticked(effect)
  }

  private ticked(effect: ClockEffect): void {
    switch (effect.kind) {
      case 'ask':
        this.say(effect.to, { kind: 'timeAsk', body: { id: effect.id } })
        return
      case 'tell':
        this.say(effect.to, { kind: 'timeTold', body: { id: effect.id, at: effect.at } })
        return
      default:
        this.effects.push(effect)
    }
  }

  private discover(input: DiscoveryInput): void {
    for (const effect of this.discovery.step(input, this.now)) this.discovered(effect)
  }

  private discovered(effect: DiscoveryEffect): void {
    switch (effect.kind) {
      case 'say':
        this.say(effect.to, effect.part)
        return
      case 'drop':
        this.drop(effect.neighbour, effect.reason)
        return
      case 'claims': {
        const neighbour = this.neighbours.get(effect.neighbour)
        if (neighbour) this.reassess(neighbour, effect.claims)
        return
      }
      default:
        this.effects.push(effect)
    }
  }

  // What screens and checkers look at.

  /** How much is kept, and how much was used up; each is bounded. */
  get sizes() {
    return {
      ...this.discovery.sizes,
      links: this.links.size,
      half: this.handshakes.size,
      bans: this.bans.size,
    }
  }
}
