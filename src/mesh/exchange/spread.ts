// How items spread. Along the links of a tree they go at once, whole; on all others their names follow a little later.
// A second copy prunes the link that it came by, and a name that stays without its item grafts the link on again, so
// that each peer gets each item about once, however large the community is. (The scheme is Plumtree's.)
//
// Delegates, who are all linked to each other, are the tree's root between them: what one of them makes or hears from
// outside it sends to all others, and what it hears from one of them to none. So each peer outside hangs, over as few
// hops as can be, on one delegate, and transactions go in by the ways on which blocks and certificates come out. Only
// these shape the tree: they come from the root.
import type { Verdict } from '../../chain/node/effect.ts'
import { certificateName, headlineItem, type Item, itemOf, type Said } from '../frames/item.ts'
import type { Name } from '../frames/names.ts'
import { type Entry, type Fresh, holds, isSame, NONE, noteHolder } from './fresh.ts'
import type { Links } from './links.ts'
import type { Missing } from './missing.ts'
import type { Neighbour } from './neighbour.ts'
import { isFull, type Role, shapesTree, wants } from './roles.ts'

/** What a bad item costs who passed it on. It should have looked first; but looking at a transaction needs a state. */
const BLAME: { readonly [K in Said['kind']]: number } = {
  transaction: 20,
  block: 50,
  vote: 50,
  certificate: 50,
  headline: 50,
  handover: 50,
}

export class Spread {
  role: Role
  /** When something new was last heard of. */
  newsAt = Number.NEGATIVE_INFINITY
  private readonly links: Links
  private readonly fresh: Fresh
  private readonly missing: Missing
  /** What is held and not final, by name. */
  private readonly held: () => ReadonlyMap<Name, Said>

  constructor(role: Role, links: Links, fresh: Fresh, missing: Missing, held: () => ReadonlyMap<Name, Said>) {
    this.role = role
    this.links = links
    this.fresh = fresh
    this.missing = missing
    this.held = held
  }

  /** This peer's own, or what it completed. */
  publish(said: Said): void {
    const item = itemOf(said)
    const entry = this.fresh.get(item.name)
    if (entry ? entry.state !== 'pending' : this.fresh.isPast(item.name)) return
    this.approve(entry ?? this.fresh.add(item, 'good', undefined, this.links.now), item)
  }

  /** An item from a neighbour. */
  hear(from: Neighbour, item: Item): void {
    // What is of no use here is not looked at: a light peer has no transactions, a full one needs no headlines.
    if (!wants(this.role, item.kind) && !(item.kind === 'vote' && isFull(this.role))) return
    const known = this.fresh.get(item.name)
    if (known) {
      this.hearAgain(from, item, known)
      return
    }
    if (this.fresh.isPast(item.name)) return
    this.newsAt = this.links.now
    const entry = this.fresh.add(item, 'pending', from.id, this.links.now)
    noteHolder(entry, from)
    for (const id of this.missing.remove(item.name)) {
      const holder = this.links.all.get(id)
      if (holder) noteHolder(entry, holder)
    }
    this.deliver(item, from.id)
  }

  private hearAgain(from: Neighbour, item: Item, entry: Entry): void {
    // The network may double what was sent once; a second copy from the same neighbour says nothing about links.
    if (entry.from === from.id) return
    if (entry.state === 'pending') this.fresh.addOther(entry, item, from.id)
    noteHolder(entry, from)
    if (!from.eager || !shapesTree(item.kind)) return
    from.eager = false
    this.links.say(from, { kind: 'prune', body: {} })
  }

  private deliver(item: Item, from: string): void {
    this.links.effects.push({ kind: 'deliver', said: item.said, from })
  }

  judge(said: Said, verdict: Verdict, from: string | undefined): void {
    const item = itemOf(said)
    const entry = this.fresh.get(item.name)
    // What the sync brought has no entry, and is news to nobody.
    if (verdict === 'held') return
    if (verdict === 'good') {
      if (entry?.state === 'pending') this.approve(entry, item)
      return
    }
    if (verdict === 'bad') {
      if (from !== undefined) this.links.blame(from, BLAME[item.kind], 'bad-items')
      if (entry?.state !== 'pending' || !isSame(entry.item, item)) return
      const next = this.fresh.replace(entry)
      if (next) this.deliver(next.item, next.from!)
      return
    }
    if (entry?.state !== 'pending') return
    // What is held already came another way; what is passed on is what is held, for only that was looked at.
    const held = verdict === 'known' ? this.heldItem(item.name) : undefined
    if (held) this.approve(entry, held)
    else entry.state = 'done'
  }

  /** Validated: now it goes on. */
  private approve(entry: Entry, item: Item): void {
    this.newsAt = this.links.now
    entry.state = 'good'
    entry.item = item
    entry.others = NONE
    this.relay(entry)
  }

  private relay(entry: Entry): void {
    const own = entry.from === undefined
    // A light peer's way to the tree may be another light one, which has no use for transactions.
    const alone = own && (!isFull(this.role) || !this.hasTree())
    const origin = own ? undefined : this.links.all.get(entry.from!)
    for (const neighbour of this.links.for(entry.item.kind)) {
      if (holds(entry, neighbour)) continue
      const item = fitting(neighbour.role, entry.item)
      if (!item) continue
      const way = this.wayBetweenDelegates(neighbour, item.kind, own, origin)
      if (way === 'none') continue
      if (way === 'push' || (way === undefined && (neighbour.eager || alone))) {
        noteHolder(entry, neighbour)
        this.links.push(neighbour, item)
      } else if (own || this.tells) this.links.announce(neighbour, item.name, item.kind)
    }
  }

  /** Full peers have what light ones have, and sooner; among each other light ones compare. */
  private get tells(): boolean {
    return isFull(this.role)
  }

  /** How an item goes from one delegate to another; undefined where the tree decides. */
  private wayBetweenDelegates(
    to: Neighbour,
    kind: Said['kind'],
    own: boolean,
    origin: Neighbour | undefined,
  ): 'push' | 'tell' | 'none' | undefined {
    const both = !this.isOutside(to)
    // Votes go to delegates, from each of them; who misses one hears its name.
    if (kind === 'vote') return own ? 'push' : both ? 'tell' : 'none'
    if (!both) return undefined
    // A link between delegates is a tree link only where one of them asked for it: it lacks one to another delegate.
    if (to.eager) return 'push'
    // Each makes the certificate by itself, from the same votes.
    if (kind === 'certificate') return 'tell'
    if (origin?.role !== 'delegate') return 'push'
    return kind === 'transaction' ? 'none' : 'tell'
  }

  /** Links between delegates are not of the tree; all others are at first. */
  isOutside({ role }: Neighbour): boolean {
    return this.role !== 'delegate' || role !== 'delegate'
  }

  private hasTree(): boolean {
    for (const { eager } of this.links.all.values()) if (eager) return true
    return false
  }

  // Names

  /** A neighbour has these; `tree` where they came to it by the tree, so that it may be a better way than ours. */
  hearNames(from: Neighbour, names: readonly Name[], tree: boolean): void {
    from.score.spend(names.length >> 5)
    for (const name of names) {
      const entry = this.fresh.get(name)
      if (entry) noteHolder(entry, from)
      else if (!this.fresh.isPast(name)) this.missing.add(name, from.id, tree, this.links.now)
    }
  }

  /** From a comparison: what a neighbour holds and this peer does not is asked for at once. */
  lack(from: Neighbour, names: readonly Name[]): void {
    const held = this.held()
    // Other light peers tell a light one no names, so that this is how it finds a new way to the tree.
    const tree = !isFull(this.role)
    for (const name of names)
      if (!held.has(name) && !this.fresh.knows(name)) this.missing.add(name, from.id, tree, this.links.now)
  }

  hearAsk(from: Neighbour, names: readonly Name[], graft: boolean): void {
    if (graft) from.eager = true
    from.score.spend(names.length >> 2)
    for (const name of names) {
      const entry = this.fresh.get(name)
      const whole = entry && entry.state === 'good' ? entry.item : this.heldItem(name)
      const item = whole && fitting(from.role, whole)
      if (!item) continue
      if (entry) noteHolder(entry, from)
      this.links.push(from, item)
    }
  }

  private heldItem(name: Name): Item | undefined {
    const said = this.held().get(name)
    return said && itemOf(said)
  }

  hearPrune(from: Neighbour): void {
    from.eager = false
  }

  /** A light peer that lost a tree link does not wait for a comparison to find out what it misses. */
  lost({ eager }: Neighbour): void {
    if (isFull(this.role) || !eager) return
    for (const other of this.links.all.values()) {
      if (other.eager || other.blocked || !isFull(other.role)) continue
      other.eager = true
      this.links.say(other, { kind: 'ask', body: { names: [], graft: true } })
      return
    }
  }

  /** Asks for what did not come by itself. */
  graft(): void {
    const { all, now } = this.links
    const isHere = (id: string) => all.get(id)?.blocked === false
    for (const [id, { names, graft }] of this.missing.take(now, isHere)) {
      const neighbour = all.get(id)!
      if (graft) neighbour.eager = true
      this.links.say(neighbour, { kind: 'ask', body: { names, graft } })
    }
  }

  /** Whether a neighbour is still to be told of an item. */
  readonly isNews = (neighbour: Neighbour, name: Name, kind: Said['kind']): boolean => {
    const entry = this.fresh.get(name)
    if (entry?.state !== 'good' || holds(entry, neighbour)) return false
    if (kind !== 'vote' || entry.item.said.kind !== 'vote') return true
    // A vote says nothing more once its block's certificate is here.
    const { chain, vote } = entry.item.said
    return !this.fresh.knows(certificateName(chain, vote))
  }
}

/** What of an item is for a neighbour: light ones get a block's headline. */
function fitting(role: Role, item: Item): Item | undefined {
  if (wants(role, item.kind)) return item
  return item.said.kind === 'block' && wants(role, 'headline') ? headlineItem(item.said.block) : undefined
}
