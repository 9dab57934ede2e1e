// Many exchanges on a network of their own, with toy nodes that hold whatever is valid: for tests of how things spread.
import type { Bytes } from '../../bytes/bytes.ts'
import { Clockwork, chance, type Weather } from '../clockwork.testing.ts'
import { itemOf, type ReadFrame, readFrame, type Said, sharedReader } from '../frames/index.ts'
import { CHAIN } from '../said.testing.ts'
import type { ExchangeEffect } from './effect.ts'
import { Exchange } from './exchange.ts'
import type { ExchangeInput } from './input.ts'
import type { Limits } from './limits.ts'
import { isFull, type Role } from './roles.ts'

export class ToyPeer {
  readonly id: string
  readonly role: Role
  readonly exchange: Exchange
  readonly held = new Map<string, Said>()
  readonly delivered = new Map<string, number>()
  readonly copies = new Map<string, number>()
  readonly dropped = new Map<string, string>()
  readonly slow: string[] = []
  readonly effects: ExchangeEffect[] = []
  asleep = false
  sent = { frames: 0, bytes: 0 }
  received = { frames: 0, bytes: 0 }
  firstAt = new Map<string, number>()

  constructor(
    id: string,
    role: Role,
    read: ReadFrame,
    draw: (below: number) => number,
    limits: Partial<Limits>,
  ) {
    this.id = id
    this.role = role
    const place = { height: 0, hash: CHAIN }
    this.exchange = new Exchange(
      {
        role,
        read,
        limits,
        held: { standing: () => ({ final: place, head: place }), pending: () => this.held.values() },
      },
      draw,
    )
  }
}

export class ToyCommunity extends Clockwork {
  readonly peers = new Map<string, ToyPeer>()
  readonly links = new Set<string>()
  readonly cuts = new Set<string>()
  readonly draw: (below: number) => number
  weather: Weather = { hopMs: 100, jitterMs: 20, loss: 0, duplication: 0, late: 0 }
  /** Says of what was delivered whether it is any good. */
  isGood: (said: Said) => boolean = () => true
  private readonly read: ReadFrame
  private readonly limits: Partial<Limits>

  constructor(seed: number, limits: Partial<Limits> = {}, shared = true) {
    super()
    this.draw = chance(seed)
    this.limits = limits
    this.read = shared ? sharedReader() : readFrame
  }

  add(id: string, role: Role): ToyPeer {
    const peer = new ToyPeer(id, role, this.read, this.draw, this.limits)
    this.peers.set(id, peer)
    return peer
  }

  link(a: string, b: string): void {
    if (a === b || this.links.has(`${a}>${b}`)) return
    this.links.add(`${a}>${b}`)
    this.links.add(`${b}>${a}`)
    this.input(a, { kind: 'joined', neighbour: b, role: this.peers.get(b)!.role })
    this.input(b, { kind: 'joined', neighbour: a, role: this.peers.get(a)!.role })
  }

  unlink(a: string, b: string): void {
    if (!this.links.delete(`${a}>${b}`)) return
    this.links.delete(`${b}>${a}`)
    this.input(a, { kind: 'left', neighbour: b })
    this.input(b, { kind: 'left', neighbour: a })
  }

  say(id: string, said: Said): void {
    const peer = this.peers.get(id)!
    this.hold(peer, said)
    this.input(id, { kind: 'publish', said })
  }

  private hold(peer: ToyPeer, said: Said): void {
    const { name } = itemOf(said)
    peer.held.set(name, said)
    if (!peer.firstAt.has(name)) peer.firstAt.set(name, this.now)
  }

  input(id: string, input: ExchangeInput): void {
    const peer = this.peers.get(id)!
    if (peer.asleep) return
    for (const effect of peer.exchange.step(input, this.now)) this.carry(peer, effect)
  }

  private carry(peer: ToyPeer, effect: ExchangeEffect): void {
    switch (effect.kind) {
      case 'frame':
        this.send(peer.id, effect.to, effect.bytes)
        return
      case 'deliver': {
        const { name } = itemOf(effect.said)
        peer.delivered.set(name, (peer.delivered.get(name) ?? 0) + 1)
        const good = this.isGood(effect.said)
        if (good) this.hold(peer, effect.said)
        this.input(peer.id, {
          kind: 'verdict',
          said: effect.said,
          from: effect.from,
          verdict: good ? 'good' : 'bad',
        })
        return
      }
      case 'wake':
        this.at(effect.ms, () => this.input(peer.id, { kind: 'time' }))
        return
      case 'neighbour':
        if (effect.is === 'slow') peer.slow.push(effect.neighbour)
        else {
          peer.dropped.set(effect.neighbour, effect.reason)
          this.links.delete(`${peer.id}>${effect.neighbour}`)
        }
        return
      default:
        peer.effects.push(effect)
    }
  }

  send(from: string, to: string, bytes: Bytes): void {
    const sender = this.peers.get(from)!
    sender.sent.frames += 1
    sender.sent.bytes += bytes.length
    const { weather, draw } = this
    if (draw(1000) < weather.loss) return
    const copies = draw(1000) < weather.duplication ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const late = draw(1000) < weather.late ? draw(2000) : 0
      this.at(this.now + weather.hopMs + draw(weather.jitterMs + 1) + late, () => {
        const link = `${to}>${from}`
        const peer = this.peers.get(to)!
        if (!this.links.has(link) || this.cuts.has(link) || peer.asleep) return
        peer.received.frames += 1
        peer.received.bytes += bytes.length
        const read = this.read(bytes)
        if (typeof read !== 'string')
          for (const told of read)
            if (told.kind === 'item')
              peer.copies.set(told.item.name, (peer.copies.get(told.item.name) ?? 0) + 1)
        this.input(to, { kind: 'frame', from, bytes })
      })
    }
  }

  // Shapes

  /** Some delegates, all linked; full peers with about `degree` links; light ones with two full neighbours each. */
  settle(delegates: number, full: number, light: number, degree = 6): void {
    const solid: string[] = []
    for (let i = 0; i < delegates; i++) solid.push(this.add(`d${i}`, 'delegate').id)
    for (let i = 0; i < delegates; i++) for (let j = 0; j < i; j++) this.link(`d${i}`, `d${j}`)
    for (let i = 0; i < full; i++) solid.push(this.add(`f${i}`, 'full').id)
    for (let i = 1; i < solid.length; i++) {
      const links = Math.min(i, (degree >> 1) + (i < delegates ? -2 : 0))
      for (let j = 0; j < links; j++) this.link(solid[i]!, solid[this.draw(i)]!)
    }
    for (let i = 0; i < light; i++) {
      this.add(`l${i}`, 'light')
      for (let j = 0; j < 2; j++) this.link(`l${i}`, solid[this.draw(solid.length)]!)
    }
  }

  /** Who should hold it now and does not. */
  lacking(said: Said): string[] {
    const { name } = itemOf(said)
    return [...this.peers.values()]
      .filter(({ role, held }) => !held.has(name) && concerns(role, said))
      .map(({ id }) => id)
  }

  /** Whom it should have reached and never did. */
  missedBy(said: Said): string[] {
    const { name } = itemOf(said)
    return [...this.peers.values()]
      .filter(({ role, firstAt }) => !firstAt.has(name) && concerns(role, said))
      .map(({ id }) => id)
  }
}

function concerns(role: Role, said: Said): boolean {
  if (said.kind === 'vote') return role === 'delegate'
  if (said.kind === 'transaction') return isFull(role)
  return true
}
