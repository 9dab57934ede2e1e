// Who is there, by the records that devices have signed of themselves: some of the community, and every delegate.
import type { Bytes } from '../../bytes/bytes.ts'
import { toHex } from '../../bytes/bytes.ts'
import type { Presence } from '../frames/presence.ts'
import { roleOf } from '../handshake/who.ts'
import type { Ground } from './ground.ts'
import { AHEAD_MS, MOST_BY_ONE, MOST_DELEGATES, MOST_PEOPLE, MOST_TELLERS, RECORD_MS } from './limits.ts'

export interface Person {
  readonly id: string
  readonly key: Bytes
  record: Presence
  /** The neighbours who told of it, the first to tell of this record in front: the way there. */
  tellers: string[]
  failures: number
  restUntil: number
  /** By the ledger, when it was last asked. */
  delegate: boolean
  /** By a relay it could not be reached the last time. */
  relayFailed: boolean
}

export type News = 'new' | 'moved' | 'known'

export class People {
  readonly all = new Map<string, Person>()
  private readonly ground: Ground

  constructor(ground: Ground) {
    this.ground = ground
  }

  isDelegate({ key, claims }: Presence): boolean {
    return roleOf(claims, this.ground.config.who(key)) === 'delegate'
  }

  /** Whether a record would tell anything, before its signature is looked at. */
  isNews(record: Presence, teller: string): boolean {
    const id = toHex(record.key)
    if (id === this.ground.ownId || record.claims === 'light' || !this.isCurrent(record)) return false
    const known = this.all.get(id)
    if (known && known.record.at >= record.at) {
      // The very same signature needs no checking; another record of that moment is worth nothing.
      if (known.record.at === record.at && known.record.peer === record.peer) this.tell(known, teller)
      return false
    }
    const who = this.ground.config.who(record.key)
    return who.kind === 'member' || who.kind === 'unsaid'
  }

  isCurrent({ at }: Presence): boolean {
    const time = this.ground.config.time()
    return at + RECORD_MS > time && at <= time + AHEAD_MS
  }

  private tell(person: Person, teller: string): void {
    if (person.tellers.length < MOST_TELLERS && !person.tellers.includes(teller)) person.tellers.push(teller)
  }

  /** A record whose signature holds. */
  learn(record: Presence, teller: string): News | undefined {
    const id = toHex(record.key)
    const known = this.all.get(id)
    if (known) {
      if (known.record.at >= record.at) return undefined
      const moved = known.record.peer !== record.peer
      known.record = record
      known.tellers = [teller]
      known.delegate = this.isDelegate(record)
      // It is there, or another page of the same device: what was found out before holds no more.
      known.failures = 0
      if (!moved) return 'known'
      known.restUntil = 0
      known.relayFailed = false
      return 'moved'
    }
    const delegate = this.isDelegate(record)
    if (!this.makeRoom(delegate, teller)) return undefined
    const { key } = record
    this.all.set(id, {
      id,
      key,
      record,
      tellers: [teller],
      failures: 0,
      restUntil: 0,
      delegate,
      relayFailed: false,
    })
    return 'new'
  }

  /** For a delegate there always is room. In a full house another goes, by chance, so that nobody can plan who stays. */
  private makeRoom(delegate: boolean, teller: string): boolean {
    const alike: Person[] = []
    let byOne = 0
    for (const person of this.all.values()) {
      if (person.delegate !== delegate) continue
      alike.push(person)
      if (person.tellers.length === 1 && person.tellers[0] === teller) byOne += 1
    }
    if (!delegate && byOne >= MOST_BY_ONE) return false
    if (alike.length >= (delegate ? MOST_DELEGATES : MOST_PEOPLE)) {
      const one = this.ground.pick(alike)
      if (one) this.all.delete(one.id)
    }
    return true
  }

  /** Asks the ledger anew. */
  reassess(): void {
    for (const person of this.all.values()) person.delegate = this.isDelegate(person.record)
  }

  /** A neighbour is gone: no way leads over it any more. */
  left(teller: string): void {
    for (const person of this.all.values()) {
      const at = person.tellers.indexOf(teller)
      if (at >= 0) person.tellers.splice(at, 1)
    }
  }

  /** Forgets what that neighbour alone has told. */
  forgetBy(teller: string): void {
    for (const [id, { tellers }] of this.all)
      if (tellers.length === 1 && tellers[0] === teller) this.all.delete(id)
  }

  expire(): void {
    for (const [id, { record }] of this.all) if (!this.isCurrent(record)) this.all.delete(id)
  }
}
