// Whom to link with, by which way, and how often that is tried.
import type { Refusal } from '../frames/index.ts'
import type { Present } from '../port.ts'
import { Allowance } from './allowance.ts'
import type { Circle } from './circle.ts'
import type { Ground } from './ground.ts'
import {
  CONNECTION_EVERY_MS,
  CONNECTIONS_AT_ONCE,
  CROWDED_MS,
  DIAL_ENDS_MS,
  DIAL_MS,
  DIAL_SOON_MS,
  LAST_CONNECTIONS,
  MADE_MS,
  MOST_CONNECTIONS,
  MOST_DIALS,
  MOST_FOREIGN,
  MOST_PRESENT,
  MOST_REST_MS,
  NEEDY,
  REST_MS,
  UNWANTED_MS,
  VAIN_DIALS,
} from './limits.ts'
import type { People, Person } from './people.ts'

export interface Dial {
  readonly number: number
  readonly peer: string
  readonly kind: 'relay' | 'offer' | 'answer'
  /** Of whom we know more than the transport id. */
  readonly person: string | undefined
  /** An offer's first hop; an answer's too, back. */
  readonly over: string | undefined
  until: number
  /** An offer that is on its way, by its id. */
  offered: string | undefined
  /** The link is open, and the handshake is not over. */
  opened: boolean
}

interface Candidate {
  readonly peer: string
  readonly addresses: readonly string[]
  readonly person: Person | undefined
  readonly over: string | undefined
}

interface Stray {
  failures: number
  restUntil: number
}

export class Dials {
  readonly all = new Map<number, Dial>()
  /** Connections of this page so far. */
  connections = 0
  /** Dials of ours that came to nothing. */
  failed = 0
  offline = false
  private readonly ground: Ground
  private readonly circle: Circle
  private readonly people: People
  private readonly allowance: Allowance
  private relays: readonly string[] = []
  private present: readonly Present[] = []
  private readonly strays = new Map<string, Stray>()
  private readonly foreign = new Set<string>()
  private readonly most: number
  private next = 1
  private nextAt = 0
  due = 0

  constructor(ground: Ground, circle: Circle, people: People) {
    this.ground = ground
    this.circle = circle
    this.people = people
    this.most = ground.config.connections ?? MOST_CONNECTIONS
    this.allowance = new Allowance(CONNECTIONS_AT_ONCE, CONNECTION_EVERY_MS, 0)
  }

  get hasRelay(): boolean {
    return this.relays.length > 0
  }

  reached(relays: readonly string[], present: readonly Present[]): void {
    // A relay that is back is another chance.
    if (relays.some(each => !this.relays.includes(each)))
      for (const person of this.people.all.values()) person.relayFailed = false
    this.relays = relays
    this.present = present.slice(0, MOST_PRESENT)
    for (const peer of this.strays.keys())
      if (!present.some(each => each.peer === peer)) this.strays.delete(peer)
  }

  /** Whether another connection may be made. */
  mayConnect(): boolean {
    const alone = this.circle.active < NEEDY
    if (this.connections >= this.most + (alone ? LAST_CONNECTIONS : 0)) return false
    return alone || this.allowance.has(this.ground.now)
  }

  get isSpent(): boolean {
    return this.connections >= this.most
  }

  connect(): void {
    this.connections += 1
    this.allowance.take(this.ground.now)
  }

  /** A dial of another's making: an answer to an offer. */
  answer(peer: string, over: string): number {
    this.connect()
    return this.add({ peer, kind: 'answer', person: undefined, over }, MADE_MS + DIAL_ENDS_MS)
  }

  private add(dial: Pick<Dial, 'peer' | 'kind' | 'person' | 'over'>, ms: number): number {
    const number = this.next++
    const until = this.ground.now + ms
    this.all.set(number, { ...dial, number, until, offered: undefined, opened: false })
    if (until < this.due) this.due = until
    return number
  }

  count(kind: 'own' | 'answer'): number {
    let count = 0
    for (const dial of this.all.values()) if ((dial.kind === 'answer') === (kind === 'answer')) count += 1
    return count
  }

  run(): void {
    const { ground } = this
    this.due = Number.POSITIVE_INFINITY
    for (const dial of this.all.values()) this.due = Math.min(this.due, dial.until)
    if (this.offline || ground.self === undefined) return
    while (this.count('own') < MOST_DIALS) {
      const wanted = this.wanted()
      if (wanted.length === 0) break
      if (this.nextAt > ground.now) {
        this.due = Math.min(this.due, this.nextAt)
        break
      }
      if (!this.mayConnect()) {
        this.due = Math.min(this.due, ground.now + CONNECTION_EVERY_MS)
        break
      }
      this.start(this.choose(wanted))
      const wait = this.circle.active < NEEDY ? DIAL_SOON_MS : DIAL_MS
      this.nextAt = ground.now + wait + ground.draw(wait)
    }
  }

  /** Whom a link is wanted with, and can be tried now. A delegate wants every other; else anybody does, while too few are
   * there or on their way. */
  private wanted(): Candidate[] {
    const { circle, people, ground } = this
    const delegate = circle.isDelegate
    const lacking = circle.active + this.count('own') < circle.least
    if (!lacking && !delegate) return []
    const dialled = new Set([...this.all.values()].map(({ peer }) => peer))
    const others: Candidate[] = []
    const delegates: Candidate[] = []
    for (const person of people.all.values()) {
      const { peer } = person.record
      const pair = delegate && person.delegate
      if ((!lacking && !pair) || circle.all.has(person.id) || dialled.has(peer) || peer === ground.self)
        continue
      if (ground.config.who(person.key).kind === 'banned') continue
      if (person.restUntil > ground.now) {
        this.due = Math.min(this.due, person.restUntil)
        continue
      }
      const candidate = this.wayTo(person)
      if (candidate) (pair ? delegates : others).push(candidate)
    }
    if (delegates.length > 0) return delegates
    if (!lacking) return []
    for (const { peer, addresses } of this.present) {
      if (peer === ground.self || dialled.has(peer) || this.foreign.has(peer) || circle.isLinkedTo(peer))
        continue
      const rest = this.strays.get(peer)?.restUntil ?? 0
      if (rest > ground.now) this.due = Math.min(this.due, rest)
      else others.push({ peer, addresses, person: undefined, over: undefined })
    }
    return others
  }

  /** By a relay that is there, or a socket; else through the neighbours. */
  private wayTo(person: Person): Candidate | undefined {
    const { peer, addresses } = person.record
    const reachable = addresses.filter(each => this.isReachable(each))
    const over = this.over(person, undefined, true)
    if (reachable.length > 0 && !(person.relayFailed && over))
      return { peer, addresses: reachable, person, over: undefined }
    return over ? { peer, addresses: [], person, over } : undefined
  }

  private isReachable(address: string): boolean {
    if (!address.includes('/p2p-circuit')) return true
    return this.relays.some(relay => {
      const id = relay.slice(relay.lastIndexOf('/p2p/') + 1)
      return address.startsWith(relay) || address.includes(`${id}/p2p-circuit`)
    })
  }

  /** The neighbour through which somebody may be found. */
  over({ tellers, id }: Person, but?: string, ours = false): string | undefined {
    const { all } = this.circle
    const { now } = this.ground
    return tellers.find(teller => {
      const neighbour = all.get(teller)
      if (!neighbour || teller === but || teller === id || neighbour.isQuiet(now)) return false
      return !ours || neighbour.carriesAt <= now
    })
  }

  /** By chance: first by whose word, so that nobody can crowd out the others; then of a few the one that was there last. */
  private choose(wanted: readonly Candidate[]): Candidate {
    const { ground } = this
    const byWord = new Map<string, Candidate[]>()
    for (const each of wanted) {
      const word = each.person ? (each.person.tellers[0] ?? '') : 'relay'
      const group = byWord.get(word)
      if (group) group.push(each)
      else byWord.set(word, [each])
    }
    const group = ground.pick([...byWord.values()])!
    const age = ({ person }: Candidate) => person?.record.at ?? 0
    return ground.some(group, 3).reduce((a, b) => (age(b) > age(a) ? b : a))
  }

  private start({ peer, addresses, person, over }: Candidate): void {
    this.connect()
    const kind = over ? 'offer' : 'relay'
    const dial = this.add({ peer, kind, person: person?.id, over }, over ? MADE_MS : DIAL_ENDS_MS)
    if (over) this.ground.links({ kind: 'offer', dial, peer })
    else this.ground.links({ kind: 'dial', dial, peer, addresses })
  }

  /** A link was lost: perhaps it is gone, and nobody need be told of it until it says something new. */
  lost(id: string): void {
    const person = this.people.all.get(id)
    if (!person || person.failures > 0) return
    person.failures = 1
    person.restUntil = Math.max(person.restUntil, this.ground.now + DIAL_MS)
  }

  /** A link is open. */
  opened(peer: string, number: number | undefined): void {
    let known = false
    for (const dial of this.all.values()) {
      if (dial.number !== number && (number !== undefined || dial.peer !== peer)) continue
      known = true
      dial.opened = true
      dial.until = this.ground.now + DIAL_ENDS_MS
    }
    if (!known) this.connect()
  }

  /** The handshake is over, and it is a neighbour. */
  joined(peer: string, id: string): void {
    this.strays.delete(peer)
    const person = this.people.all.get(id)
    if (person && person.record.peer === peer) {
      person.failures = 0
      person.restUntil = 0
      person.relayFailed = false
      for (const teller of person.tellers) {
        const neighbour = this.circle.all.get(teller)
        if (neighbour) neighbour.vain = 0
      }
    }
    for (const dial of this.all.values()) if (dial.peer === peer) this.all.delete(dial.number)
  }

  /** It was opened, and is none. */
  refused(peer: string, reason: Refusal | 'closed'): void {
    if (reason === 'community' || reason === 'version' || reason === 'self') {
      if (this.foreign.size < MOST_FOREIGN) this.foreign.add(peer)
    }
    let known = false
    for (const dial of this.all.values()) {
      if (dial.peer !== peer || !dial.opened) continue
      known = true
      const ms = restAfter(reason)
      if (ms > 0) this.rest(dial, ms)
      else this.end(dial)
    }
    // It was a neighbour, and is no more.
    const ms = restAfter(reason)
    if (known || ms === 0) return
    for (const person of this.people.all.values())
      if (person.record.peer === peer) person.restUntil = this.ground.now + ms
  }

  /** Over without a link and without anybody's fault. */
  rest(dial: Dial, ms: number): void {
    this.all.delete(dial.number)
    const until = this.ground.now + ms + this.ground.draw(ms)
    const person = dial.person === undefined ? undefined : this.people.all.get(dial.person)
    if (person) person.restUntil = until
    else if (dial.kind === 'relay') this.strays.set(dial.peer, { failures: 0, restUntil: until })
  }

  /** A dial has come to nothing. */
  end(dial: Dial): void {
    this.all.delete(dial.number)
    if (dial.kind === 'answer') return
    this.failed += 1
    const person = dial.person === undefined ? undefined : this.people.all.get(dial.person)
    if (!person) {
      const failures = (this.strays.get(dial.peer)?.failures ?? 0) + 1
      this.strays.set(dial.peer, { failures, restUntil: this.restUntil(failures) })
      return
    }
    // It has moved meanwhile: that was another page of its.
    if (person.record.peer !== dial.peer) return
    person.failures += 1
    person.restUntil = this.restUntil(person.failures)
    person.relayFailed = dial.kind === 'relay'
    this.hold(person)
  }

  private restUntil(failures: number): number {
    const ms = Math.min(MOST_REST_MS, REST_MS * 2 ** Math.min(10, failures - 1))
    return this.ground.now + ms + this.ground.draw(ms)
  }

  /** A member may be away. But where nobody vouches that somebody exists, whoever alone has told of it is believed less. */
  private hold(person: Person): void {
    if (this.ground.config.who(person.key).kind === 'member') return
    const [only, ...more] = person.tellers
    const teller = only === undefined || more.length > 0 ? undefined : this.circle.all.get(only)
    if (!teller) return
    teller.vain += 1
    if (teller.vain < VAIN_DIALS) return
    teller.vain = 0
    this.people.forgetBy(teller.id)
    // The last neighbour is worth more than the proof.
    if (this.circle.active > 1) this.ground.drop(teller.id, 'lied')
  }

  /** Dials whose time is over. */
  expired(): Dial[] {
    return [...this.all.values()].filter(({ until }) => until <= this.ground.now)
  }
}

/** How long whoever gave this reason is left alone; 0 where it is no answer at all. */
function restAfter(reason: Refusal | 'closed'): number {
  switch (reason) {
    case 'crowded':
    case 'surplus':
    case 'replaced':
      return CROWDED_MS
    case 'banned':
    case 'lied':
    case 'flood':
    case 'form':
      return UNWANTED_MS
    default:
      return 0
  }
}
