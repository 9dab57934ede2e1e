// Records go from neighbour to neighbour: a few by chance now and then, those of delegates at once. What it costs does not
// grow with the community.
import { toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { MAX_PRESENCES } from '../frames/limits.ts'
import { type Presence, presenceTag, type Gossip as Told } from '../frames/presence.ts'
import type { Circle } from './circle.ts'
import type { Ground } from './ground.ts'
import { DELEGATE_RECORDS, IDLE_ROUND_MS, LACKING_MS, MOST_CHECKING, MOVED_MS, ROUND_MS } from './limits.ts'
import type { Neighbour } from './neighbour.ts'
import type { Own } from './own.ts'
import type { People, Person } from './people.ts'

interface Checking {
  readonly from: string
  readonly records: readonly Presence[]
}

export class Gossip {
  private readonly ground: Ground
  private readonly circle: Circle
  private readonly people: People
  private readonly own: Own
  private readonly checking = new Map<number, Checking>()
  private waitMs = ROUND_MS
  private news = false
  due = Number.POSITIVE_INFINITY

  constructor(ground: Ground, circle: Circle, people: People, own: Own) {
    this.ground = ground
    this.circle = circle
    this.people = people
    this.own = own
  }

  /** With a new neighbour. */
  begin(neighbour: Neighbour): void {
    this.tell(neighbour, true)
    this.soon()
  }

  private soon(): void {
    this.waitMs = ROUND_MS
    const { now, draw } = this.ground
    this.due = Math.min(this.due, now + LACKING_MS + draw(LACKING_MS))
  }

  /** Our own record is new: the neighbours hear of it at once. */
  announce(): void {
    const { record } = this.own
    if (!record) return
    for (const each of this.circle.solid()) this.say(each, [record], false)
  }

  private tell(to: Neighbour, asks: boolean): void {
    const { record } = this.own
    const records = record && !this.circle.isLight ? [record] : []
    const delegates: Person[] = []
    const others: Person[] = []
    for (const person of this.people.all.values()) {
      if (person.id === to.id || person.tellers.includes(to.id) || !this.people.isCurrent(person.record))
        continue
      // Who could not be reached of late is perhaps gone: no way to send others.
      if (person.failures > 0 && !this.circle.all.has(person.id)) continue
      ;(person.delegate ? delegates : others).push(person)
    }
    for (const { record: each } of this.ground.some(delegates, DELEGATE_RECORDS)) records.push(each)
    const room = MAX_PRESENCES - records.length
    for (const { record: each } of this.ground.some(others, room)) records.push(each)
    this.say(to, records, asks)
  }

  private say(to: Neighbour, records: readonly Presence[], asks: boolean): void {
    this.ground.say(to.id, { kind: 'gossip', body: { links: this.circle.links, records, asks } })
  }

  run(): void {
    const { ground, circle } = this
    if (ground.now < this.due) return
    const lacking = circle.active < circle.least
    this.waitMs = this.news ? ROUND_MS : Math.min(IDLE_ROUND_MS, 2 * this.waitMs)
    this.news = false
    const wait = lacking ? Math.min(this.waitMs, 2 * LACKING_MS) : this.waitMs
    this.due = ground.now + wait + ground.draw(wait >> 2)
    this.people.expire()
    const one = ground.pick(circle.solid().filter(each => !each.isQuiet(ground.now)))
    if (one) this.tell(one, true)
  }

  hear(from: Neighbour, { links, records, asks }: Told): void {
    const { ground, people } = this
    from.links = links
    if (asks && from.asks.take(ground.now)) this.tell(from, false)
    const worth: Presence[] = []
    for (const record of records) {
      if (!from.records.take(ground.now)) {
        if (from.blame(ground.now)) ground.drop(from.id, 'flood')
        return
      }
      if (people.isNews(record, from.id)) worth.push(record)
    }
    if (worth.length === 0 || this.checking.size >= MOST_CHECKING) return
    const { community, token } = ground.config
    const id = token()
    this.checking.set(id, { from: from.id, records: worth })
    const items = worth.map(({ signature, ...record }) => ({
      publicKey: record.key,
      message: encode(presenceTag, { community, ...record }),
      signature,
    }))
    ground.effects.push({ kind: 'verify', token: id, items })
  }

  verified(token: number, verdicts: readonly boolean[]): void {
    const checked = this.checking.get(token)
    if (!checked) return
    this.checking.delete(token)
    const from = this.circle.all.get(checked.from)
    if (!from) return
    // Nobody passes on what he has not checked himself.
    if (!verdicts.every(verdict => verdict)) {
      this.ground.drop(from.id, 'lied')
      return
    }
    const urgent: Presence[] = []
    for (const record of checked.records) if (this.learn(record, from.id)) urgent.push(record)
    if (urgent.length > 0) this.pass(urgent, from.id)
  }

  /** Whether it is to be passed on at once. */
  private learn(record: Presence, from: string): boolean {
    const news = this.people.learn(record, from)
    if (!news) return false
    if (news !== 'known') this.news = true
    const linked = this.circle.all.get(toHex(record.key))
    if (linked && linked.peer !== record.peer) {
      // The device has another page since: at the other end of this link nobody is left.
      if (record.at > linked.since + MOVED_MS) this.ground.drop(linked.id, 'replaced')
    } else if (linked && linked.claims !== record.claims)
      this.ground.effects.push({ kind: 'claims', neighbour: linked.id, claims: record.claims })
    return this.people.isDelegate(record)
  }

  private pass(records: readonly Presence[], from: string): void {
    for (const each of this.circle.solid()) if (each.id !== from) this.say(each, records, false)
  }

  get size(): number {
    return this.checking.size
  }
}
