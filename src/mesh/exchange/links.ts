// The live streams to all neighbours: what goes out at once, what waits for a tick, and what is dropped.
import type { Bytes } from '../../bytes/bytes.ts'
import { frameOf, wireOf } from '../frames/frame.ts'
import { type Item, isConsensus, type Said } from '../frames/item.ts'
import { MAX_NAMES } from '../frames/limits.ts'
import type { Name } from '../frames/names.ts'
import type { Part } from '../frames/part.ts'
import type { ExchangeEffect, Reason } from './effect.ts'
import type { Limits } from './limits.ts'
import { Neighbour } from './neighbour.ts'
import { isFull, type Role, shapesTree, wants } from './roles.ts'
import { ENOUGH } from './score.ts'

const MAX_BANNED = 256

export class Links {
  readonly all = new Map<string, Neighbour>()
  now = 0
  effects: ExchangeEffect[] = []
  private readonly banned = new Map<string, number>()
  private readonly limits: Limits
  /** Nothing is due before; it may be that nothing is due then either. */
  private soonest = Number.POSITIVE_INFINITY
  /** Neighbours that take nothing for now. */
  private blocked = 0
  private seats = 0
  private readonly wanting = new Map<Said['kind'], readonly Neighbour[]>()

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** The neighbour, now linked; undefined for one that was dropped a moment ago. */
  join(id: string, role: Role): Neighbour | undefined {
    const known = this.all.get(id)
    this.wanting.clear()
    if (known) {
      known.role = role
      return known
    }
    if ((this.banned.get(id) ?? Number.NEGATIVE_INFINITY) > this.now) {
      this.effects.push({ kind: 'neighbour', neighbour: id, is: 'bad', reason: 'banned' })
      return undefined
    }
    const neighbour = new Neighbour(id, this.seats++, role, this.limits, this.now)
    this.all.set(id, neighbour)
    return neighbour
  }

  leave(id: string): void {
    if (this.all.get(id)?.blocked) this.blocked -= 1
    this.wanting.clear()
    this.all.delete(id)
  }

  /** Holds something against a neighbour, and drops it when it is enough. */
  blame(id: string, points: number, reason: Reason): void {
    const neighbour = this.all.get(id)
    if (!neighbour?.score.blame(points, this.now)) return
    this.leave(id)
    this.banned.delete(id)
    this.banned.set(id, this.now + this.limits.banMs)
    for (const oldest of this.banned.keys()) {
      if (this.banned.size <= MAX_BANNED) break
      this.banned.delete(oldest)
    }
    this.effects.push({ kind: 'neighbour', neighbour: id, is: 'bad', reason })
  }

  drop(id: string, reason: Reason): void {
    this.blame(id, ENOUGH, reason)
  }

  /** The neighbours for whom items of a kind are, whole or as a headline. */
  for(kind: Said['kind']): readonly Neighbour[] {
    let some = this.wanting.get(kind)
    if (!some) {
      const headline = kind === 'block'
      some = [...this.all.values()].filter(
        ({ role }) => wants(role, kind) || (headline && wants(role, 'headline')),
      )
      this.wanting.set(kind, some)
    }
    return some
  }

  /** An item: at once where nothing is in its way, else with the next tick. */
  push(neighbour: Neighbour, item: Item): void {
    const { now } = this
    const rested = now - neighbour.sentAt >= this.limits.tickMs && neighbour.queue.items === 0
    if (!neighbour.blocked && (rested || isConsensus(item.kind))) {
      this.send(neighbour, wireOf(item))
      return
    }
    if (!neighbour.queue.add(item)) neighbour.lacks = true
    if (neighbour.flushAt === Number.POSITIVE_INFINITY)
      neighbour.flushAt = neighbour.sentAt + this.limits.tickMs
    if (neighbour.flushAt < this.soonest) this.soonest = neighbour.flushAt
  }

  /** Something between the two of them; where the stream is blocked it is dropped, and comparing makes up for it. */
  say(neighbour: Neighbour, part: Part): void {
    if (neighbour.blocked) neighbour.lacks = true
    else this.send(neighbour, frameOf(part))
  }

  /** The name of an item, a little later. */
  announce(neighbour: Neighbour, name: Name, kind: Said['kind']): void {
    const { haveMs, haveLightMs, haveTransactionsMs, haveVotesMs } = this.limits
    const soon = isFull(neighbour.role) ? haveMs : haveLightMs
    const wait = kind === 'transaction' ? haveTransactionsMs : kind === 'vote' ? haveVotesMs : soon
    if (wait === Number.POSITIVE_INFINITY) return
    if (neighbour.haves.size >= MAX_NAMES) {
      neighbour.lacks = true
      return
    }
    neighbour.haves.set(name, kind)
    if (this.now + wait < neighbour.haveAt) neighbour.haveAt = this.now + wait
    if (neighbour.haveAt < this.soonest) this.soonest = neighbour.haveAt
  }

  private send(neighbour: Neighbour, bytes: Bytes): void {
    neighbour.sentAt = this.now
    this.effects.push({ kind: 'frame', to: neighbour.id, stream: 'live', bytes })
  }

  /** What is due; `isNews` says whether a neighbour still lacks what a name stands for. */
  flush(isNews: (neighbour: Neighbour, name: Name, kind: Said['kind']) => boolean): void {
    if (this.soonest > this.now) return
    let soonest = Number.POSITIVE_INFINITY
    for (const neighbour of this.all.values()) {
      if (neighbour.due <= this.now) this.serve(neighbour, isNews)
      if (neighbour.due < soonest) soonest = neighbour.due
    }
    this.soonest = soonest
  }

  private serve(
    neighbour: Neighbour,
    isNews: (neighbour: Neighbour, name: Name, kind: Said['kind']) => boolean,
  ): void {
    if (neighbour.flushAt <= this.now) {
      neighbour.flushAt = Number.POSITIVE_INFINITY
      for (const frame of neighbour.queue.take()) this.send(neighbour, frame)
    }
    if (neighbour.haveAt <= this.now) this.tell(neighbour, isNews)
  }

  private tell(
    neighbour: Neighbour,
    isNews: (to: Neighbour, name: Name, kind: Said['kind']) => boolean,
  ): void {
    const tree: Name[] = []
    const rest: Name[] = []
    for (const [name, kind] of neighbour.haves)
      if (isNews(neighbour, name, kind)) (shapesTree(kind) ? tree : rest).push(name)
    neighbour.haves.clear()
    neighbour.haveAt = Number.POSITIVE_INFINITY
    if (tree.length + rest.length > 0) this.say(neighbour, { kind: 'have', body: { tree, rest } })
  }

  press(id: string, blocked: boolean): void {
    const neighbour = this.all.get(id)
    if (!neighbour || neighbour.blocked === blocked) return
    neighbour.blockedSince = blocked ? this.now : undefined
    this.blocked += blocked ? 1 : -1
    // What waited for it is due again.
    this.soonest = Math.min(this.soonest, this.now)
    neighbour.calledSlow = false
    if (!blocked && neighbour.queue.items > 0) neighbour.flushAt = this.now
  }

  /** Says of those that have taken nothing for long that they are slow; nothing else happens to them. */
  callSlow(): void {
    if (this.blocked === 0) return
    for (const neighbour of this.all.values()) {
      if (neighbour.calledSlow || neighbour.blockedSince === undefined) continue
      if (neighbour.blockedSince + this.limits.slowMs > this.now) continue
      neighbour.calledSlow = true
      this.effects.push({ kind: 'neighbour', neighbour: neighbour.id, is: 'slow', reason: 'blocked' })
    }
  }

  /** When the next thing is due. */
  get due(): number {
    let due = this.soonest
    if (this.blocked === 0) return due
    for (const neighbour of this.all.values()) {
      if (neighbour.blockedSince !== undefined && !neighbour.calledSlow)
        due = Math.min(due, neighbour.blockedSince + this.limits.slowMs)
    }
    return due
  }
}
