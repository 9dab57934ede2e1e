// Offers and answers that are carried through neighbours: our own, and others'. Whoever passes an offer on either brings
// back its answer or says in time that it was lost; who does neither is known to the one before, and to nobody else.
import { type Bytes, compareBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { MAX_HOPS, MAX_SIGNAL_BYTES } from '../frames/limits.ts'
import { type Answer, type Offer, offerTag, SIGNAL_ID_BYTES } from '../frames/signal.ts'
import type { Circle } from './circle.ts'
import type { Dial, Dials } from './dials.ts'
import type { Ground } from './ground.ts'
import {
  CROWDED_MS,
  DIAL_ENDS_MS,
  HOP_MS,
  MOST_ANSWERS,
  MOST_CHECKING,
  MOST_OFFERERS,
  MOST_TRAILS,
  OFFER_MS,
  ONE_OFFER_MS,
  PASSED_MS,
  SWALLOWED,
} from './limits.ts'
import type { Neighbour } from './neighbour.ts'
import type { People } from './people.ts'

interface Trail {
  readonly back: string
  readonly forward: string
  /** The next one is whom it is for: when nothing comes back, that one may just sleep. */
  readonly direct: boolean
  readonly until: number
}

type Unsigned = Omit<Offer, 'hops' | 'signature'>

const NOTHING = new Uint8Array(0)

export class Signals {
  private readonly ground: Ground
  private readonly circle: Circle
  private readonly people: People
  private readonly dials: Dials
  private readonly trails = new Map<string, Trail>()
  /** Our own offers that are being signed, and others' that are being checked. */
  private readonly signing = new Map<number, { readonly dial: number; readonly offer: Unsigned }>()
  private readonly checking = new Map<number, { readonly from: string; readonly offer: Offer }>()
  /** The answers that the links are making: for which offer. */
  private readonly answering = new Map<number, Bytes>()
  private readonly offerers = new Map<string, { readonly at: number; readonly heardAt: number }>()
  private lastAt = 0
  due = Number.POSITIVE_INFINITY

  constructor(ground: Ground, circle: Circle, people: People, dials: Dials) {
    this.ground = ground
    this.circle = circle
    this.people = people
    this.dials = dials
  }

  get size(): number {
    return this.trails.size + this.signing.size + this.checking.size + this.answering.size
  }

  /** The links have made an offer, or an answer. */
  made(number: number, body: Bytes): void {
    const dial = this.dials.all.get(number)
    if (!dial) return
    if (body.length === 0 || body.length > MAX_SIGNAL_BYTES) this.failed(dial)
    else if (dial.kind === 'answer') this.answer(dial, body)
    else if (dial.kind === 'offer' && dial.offered === undefined) this.offer(dial, body)
  }

  private offer(dial: Dial, body: Bytes): void {
    const { ground } = this
    const to = fromHex(dial.person ?? '')
    if (!to || !this.circle.all.has(dial.over ?? '')) {
      this.dials.end(dial)
      return
    }
    const id = new Uint8Array(SIGNAL_ID_BYTES)
    for (let i = 0; i < id.length; i++) id[i] = ground.draw(256)
    const { key, community, token, time } = ground.config
    this.lastAt = Math.max(this.lastAt + 1, time())
    const offer = {
      id,
      to,
      toPeer: dial.peer,
      key,
      peer: ground.self!,
      links: this.circle.links,
      at: this.lastAt,
      body,
    }
    dial.offered = toHex(id)
    dial.until = ground.now + OFFER_MS
    const number = token()
    this.signing.set(number, { dial: dial.number, offer })
    ground.effects.push({ kind: 'sign', token: number, message: encode(offerTag, { community, ...offer }) })
  }

  signed(token: number, signature: Bytes): void {
    const pending = this.signing.get(token)
    if (!pending) return
    this.signing.delete(token)
    const dial = this.dials.all.get(pending.dial)
    if (!dial) return
    const over = this.circle.all.get(dial.over ?? '')
    if (over)
      this.ground.say(over.id, { kind: 'offer', body: { ...pending.offer, hops: MAX_HOPS, signature } })
    else this.dials.end(dial)
  }

  private answer(dial: Dial, body: Bytes): void {
    const id = this.answering.get(dial.number)
    if (!id) return
    this.answering.delete(dial.number)
    if (dial.over === undefined || !this.circle.all.has(dial.over)) return
    const says = body.length > 0 ? 'yes' : 'unwanted'
    this.ground.say(dial.over, { kind: 'answer', body: { id, says, body } })
  }

  /** The links could not make it, or no link came of it. */
  failed(dial: Dial): void {
    if (dial.kind === 'answer') this.answer(dial, NOTHING)
    this.dials.end(dial)
  }

  hear(from: Neighbour, offer: Offer): void {
    const { ground } = this
    if (!from.offers.take(ground.now)) {
      if (from.blame(ground.now)) ground.drop(from.id, 'flood')
      return
    }
    const id = toHex(offer.id)
    // It goes round in a circle, or somebody plays with ids: whoever was first is answered.
    if (this.trails.has(id) || this.isOurs(id)) this.lost(from.id, offer.id)
    else if (toHex(offer.to) === ground.ownId) this.receive(from, offer)
    else this.pass(from, offer, id)
  }

  private isOurs(id: string): boolean {
    for (const dial of this.dials.all.values()) if (dial.offered === id) return true
    return false
  }

  private lost(to: string, id: Bytes, says: 'lost' | 'unwanted' = 'lost'): void {
    if (this.circle.all.has(to)) this.ground.say(to, { kind: 'answer', body: { id, says, body: NOTHING } })
  }

  /** To whom it is for, or to whoever told of that one. */
  private pass(from: Neighbour, offer: Offer, id: string): void {
    const { ground, circle } = this
    const to = toHex(offer.to)
    const linked = circle.all.get(to)
    const direct = linked !== undefined && linked.peer === offer.toPeer
    const person = this.people.all.get(to)
    const forward = direct ? to : person && this.dials.over(person, from.id)
    if (forward === undefined || forward === from.id || offer.hops === 0 || this.trails.size >= MOST_TRAILS) {
      this.lost(from.id, offer.id)
      return
    }
    const until = ground.now + PASSED_MS + offer.hops * HOP_MS
    this.trails.set(id, { back: from.id, forward, direct, until })
    this.due = Math.min(this.due, until)
    ground.say(forward, { kind: 'offer', body: { ...offer, hops: offer.hops - 1 } })
  }

  private receive(from: Neighbour, offer: Offer): void {
    const { config, effects } = this.ground
    // It was another page of this device's.
    if (offer.toPeer !== this.ground.self) {
      this.lost(from.id, offer.id)
      return
    }
    if (!this.isWelcome(offer) || this.checking.size >= MOST_CHECKING) {
      this.lost(from.id, offer.id, 'unwanted')
      return
    }
    const token = config.token()
    this.checking.set(token, { from: from.id, offer })
    const { hops: _, signature, ...signed } = offer
    const message = encode(offerTag, { community: config.community, ...signed })
    effects.push({ kind: 'verify', token, items: [{ publicKey: offer.key, message, signature }] })
  }

  private isWelcome(offer: Offer): boolean {
    const { ground, circle, dials } = this
    const id = toHex(offer.key)
    if (id === ground.ownId) return false
    if (circle.isLinkedTo(offer.peer) || dials.count('answer') >= MOST_ANSWERS || !dials.mayConnect())
      return false
    const last = this.offerers.get(id)
    if (last && (offer.at <= last.at || ground.now < last.heardAt + ONE_OFFER_MS)) return false
    const who = ground.config.who(offer.key)
    const claims = this.people.all.get(id)?.record.claims ?? 'full'
    if (who.kind === 'banned' || circle.refuses(claims, who, offer.links, false)) return false
    // Both offer at once: the smaller key's stands.
    const crossing = [...dials.all.values()].some(dial => dial.kind === 'offer' && dial.peer === offer.peer)
    return !crossing || compareBytes(offer.key, ground.config.key) < 0
  }

  verified(token: number, holds: boolean): void {
    const checked = this.checking.get(token)
    if (!checked) return
    this.checking.delete(token)
    const { from, offer } = checked
    const { ground } = this
    const neighbour = this.circle.all.get(from)
    if (!neighbour) return
    if (!holds || !this.isWelcome(offer)) {
      // Whoever passed it on need not have looked at it.
      if (!holds && neighbour.blame(ground.now)) ground.drop(from, 'flood')
      this.lost(from, offer.id, 'unwanted')
      return
    }
    this.remember(toHex(offer.key), offer.at)
    const dial = this.dials.answer(offer.peer, from)
    this.answering.set(dial, offer.id)
    ground.links({ kind: 'answer', dial, peer: offer.peer, body: offer.body })
  }

  private remember(id: string, at: number): void {
    this.offerers.delete(id)
    this.offerers.set(id, { at, heardAt: this.ground.now })
    for (const oldest of this.offerers.keys()) {
      if (this.offerers.size <= MOST_OFFERERS) break
      this.offerers.delete(oldest)
    }
  }

  hearAnswer(from: Neighbour, { id: bytes, says, body }: Answer): void {
    const id = toHex(bytes)
    const trail = this.trails.get(id)
    if (trail) {
      if (trail.forward !== from.id) return
      this.trails.delete(id)
      from.swallowed = 0
      if (this.circle.all.has(trail.back))
        this.ground.say(trail.back, { kind: 'answer', body: { id: bytes, says, body } })
      return
    }
    for (const dial of this.dials.all.values()) {
      if (dial.offered !== id || dial.over !== from.id) continue
      from.carried(says === 'lost', this.ground.now)
      dial.offered = undefined
      if (says === 'unwanted') this.dials.rest(dial, CROWDED_MS)
      else if (says === 'lost' || body.length === 0) this.dials.end(dial)
      else {
        dial.until = this.ground.now + DIAL_ENDS_MS
        this.ground.links({ kind: 'accept', dial: dial.number, body })
      }
      return
    }
  }

  run(): void {
    const { ground } = this
    for (const dial of this.dials.expired()) {
      if (dial.offered !== undefined) this.swallow(dial.over)
      this.failed(dial)
    }
    if (ground.now < this.due) return
    this.due = Number.POSITIVE_INFINITY
    for (const [id, trail] of this.trails) {
      if (trail.until > ground.now) this.due = Math.min(this.due, trail.until)
      else {
        this.trails.delete(id)
        this.lost(trail.back, fromHex(id)!)
        if (!trail.direct) this.swallow(trail.forward)
      }
    }
  }

  private swallow(id: string | undefined): void {
    const neighbour = id === undefined ? undefined : this.circle.all.get(id)
    // Who sleeps swallows nothing: it is not there.
    if (!neighbour || neighbour.isQuiet(this.ground.now)) return
    neighbour.swallowed += 1
    if (neighbour.swallowed < SWALLOWED) return
    neighbour.swallowed = 0
    // The last neighbour is worth more than the proof.
    if (this.circle.active > 1) this.ground.drop(neighbour.id, 'lied')
  }

  left(id: string): void {
    for (const dial of this.dials.all.values())
      if (dial.over === id && dial.offered !== undefined) this.dials.end(dial)
  }
}
