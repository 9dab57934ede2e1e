// Comparing: two neighbours tell each other where they stand and a digest of all that they hold and that is not final.
// Where the digests differ, the names tell who lacks what. Completeness comes from this, never from luck.

import { equalBytes } from '../../bytes/bytes.ts'
import { isConsensus, itemOf, type Said } from '../frames/item.ts'
import { MAX_NAMES } from '../frames/limits.ts'
import { Digest, type Name } from '../frames/names.ts'
import type { Part } from '../frames/part.ts'
import type { Standing, Summary } from '../frames/summary.ts'
import type { Held } from './held.ts'
import type { Limits } from './limits.ts'
import type { Links } from './links.ts'
import type { Neighbour } from './neighbour.ts'
import { isFull, type Role } from './roles.ts'
import type { Spread } from './spread.ts'

/** What was looked up once is good for so long: whoever asks much does not make it be looked up again and again. */
const INDEX_MS = 50

type Names = Extract<Part, { kind: 'names' }>['body']

export class Compare {
  /** When the next comparison begins. */
  at = 0
  private readonly held: Held
  private readonly links: Links
  private readonly spread: Spread
  private readonly limits: Limits
  private readonly draw: (below: number) => number
  private index: { readonly at: number; readonly byName: ReadonlyMap<Name, Said> } | undefined
  private readonly digests = new Map<string, string>()

  constructor(held: Held, links: Links, spread: Spread, limits: Limits, draw: (below: number) => number) {
    this.held = held
    this.links = links
    this.spread = spread
    this.limits = limits
    this.draw = draw
  }

  /** What is held and not final, by name. */
  readonly byName = (): ReadonlyMap<Name, Said> => {
    if (!this.index || this.links.now >= this.index.at + INDEX_MS) {
      this.digests.clear()
      const byName = new Map<Name, Said>()
      for (const said of this.held.pending()) byName.set(itemOf(said).name, said)
      this.index = { at: this.links.now, byName }
    }
    return this.index.byName
  }

  private digest(other: Role): string {
    const both = `${isFull(other) && isFull(this.spread.role)} ${other === 'delegate' && this.spread.role === 'delegate'}`
    const byName = this.byName()
    let value = this.digests.get(both)
    if (value === undefined) {
      const digest = new Digest()
      for (const [name, { kind }] of byName) if (isCommon(kind, other, this.spread.role)) digest.add(name)
      value = digest.value()
      this.digests.set(both, value)
    }
    return value
  }

  with(neighbour: Neighbour, answer = false): void {
    neighbour.lacks = false
    const body: Summary = { standing: this.held.standing(), digest: this.digest(neighbour.role), answer }
    this.links.say(neighbour, { kind: 'summary', body })
    if (!isFull(this.spread.role)) this.offer(neighbour)
  }

  /** A light peer holds no transactions but its own, and nobody else has them before they arrive. */
  private offer(neighbour: Neighbour): void {
    const rest: Name[] = []
    for (const [name, { kind }] of this.byName())
      if (kind === 'transaction' && rest.length < MAX_NAMES) rest.push(name)
    if (rest.length > 0) this.links.say(neighbour, { kind: 'have', body: { tree: [], rest } })
  }

  everybody(): void {
    for (const neighbour of this.links.all.values()) this.with(neighbour)
  }

  /** With one neighbour by chance, and with those for whom something was dropped. */
  run(): void {
    const { now, all } = this.links
    if (now < this.at) return
    const hasNews = now - this.spread.newsAt < this.limits.newsMs
    const wait = hasNews ? this.limits.compareMs : this.limits.idleMs
    this.at = now + wait + this.draw((wait >> 2) + 1)
    const awake = [...all.values()].filter(({ blocked }) => !blocked)
    for (const neighbour of awake) if (neighbour.lacks) this.with(neighbour)
    // Full peers know more; light ones compare by themselves.
    const full = awake.filter(({ role }) => isFull(role))
    const among = full.length > 0 ? full : awake
    if (among.length > 0) this.with(among[this.draw(among.length)]!)
  }

  /** News shorten the wait. */
  hurry(): void {
    const soon = this.links.now + this.limits.compareMs
    if (this.at > soon + (this.limits.compareMs >> 2)) this.at = soon
  }

  hear(from: Neighbour, { standing, digest, answer }: Summary): void {
    this.tell(from, standing)
    if (answer) return
    const mine = this.digest(from.role)
    if (mine !== digest && this.isWorthwhile(from, mine + digest)) {
      const names = this.common(from.role)
      this.links.say(from, { kind: 'names', body: { standing: this.held.standing(), names, answer: false } })
    } else if (!isSame(standing, this.held.standing())) this.with(from, true)
  }

  /** The same difference again and again is one that comparing does not settle: it is looked at ever more rarely. */
  private isWorthwhile(from: Neighbour, pair: string): boolean {
    if (from.compared !== pair) {
      from.compared = pair
      from.repeated = 0
    }
    from.repeated += 1
    return (from.repeated & (from.repeated - 1)) === 0
  }

  hearNames(from: Neighbour, { standing, names, answer }: Names): void {
    from.score.spend(names.length >> 4)
    this.tell(from, standing)
    this.spread.lack(from, names)
    if (answer) return
    const theirs = new Set(names)
    const lacking = this.common(from.role).filter(name => !theirs.has(name))
    if (lacking.length === 0) return
    const body = { standing: this.held.standing(), names: lacking, answer: true }
    this.links.say(from, { kind: 'names', body })
  }

  private tell(from: Neighbour, standing: Standing): void {
    this.links.effects.push({ kind: 'standing', neighbour: from.id, standing })
  }

  /** The names of what both wish to have, as many as may be said: consensus first, of the rest some by chance. */
  private common(other: Role): Name[] {
    const first: Name[] = []
    const rest: Name[] = []
    for (const [name, { kind }] of this.byName())
      if (isCommon(kind, other, this.spread.role)) (isConsensus(kind) ? first : rest).push(name)
    const room = MAX_NAMES - first.length
    if (room <= 0) return first.slice(-MAX_NAMES)
    if (rest.length <= room) return [...first, ...rest]
    const start = this.draw(rest.length)
    return [
      ...first,
      ...rest.slice(start, start + room),
      ...rest.slice(0, Math.max(0, start + room - rest.length)),
    ]
  }
}

const isSame = (a: Standing, b: Standing): boolean =>
  equalBytes(a.head.hash, b.head.hash) && equalBytes(a.final.hash, b.final.hash)

/** What both of two roles hold: votes between delegates, transactions between full peers, a block or its headline. */
function isCommon(kind: Said['kind'], a: Role, b: Role): boolean {
  switch (kind) {
    case 'vote':
      return a === 'delegate' && b === 'delegate'
    case 'transaction':
      return isFull(a) && isFull(b)
    case 'handover':
      return false
    default:
      return true
  }
}
