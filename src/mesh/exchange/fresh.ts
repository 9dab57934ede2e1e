// What an exchange knows of items: the latest whole, with who has them; of older ones the name; never more than so
// many of either.
import { equalBytes } from '../../bytes/bytes.ts'
import { wireOf } from '../frames/frame.ts'
import type { Item } from '../frames/item.ts'
import type { Name } from '../frames/names.ts'
import type { Limits } from './limits.ts'
import type { Neighbour } from './neighbour.ts'

/** `pending`: waits for its verdict. `good`: goes to whoever asks. `done`: known, and passed on no more. */
export type State = 'pending' | 'good' | 'done'

export interface Entry {
  item: Item
  state: State
  /** The neighbours that have it, by seat: a bit for each of the first, in numbers; of the others a list. */
  holders: number
  later: Set<number> | undefined
  /** Who brought it; undefined for this peer's own. */
  from: string | undefined
  at: number
  bytes: number
  /** Of the same name and other bytes, in case the first is bad: a name covers neither signature nor body. */
  others: readonly Other[]
}

interface Other {
  readonly item: Item
  readonly from: string
}

const MAX_OTHERS = 3
export const NONE: readonly Other[] = []

/** As many seats as a number has bits that cost no memory of their own. */
const BITS = 30

export function holds({ holders, later }: Entry, { seat }: Neighbour): boolean {
  return seat < BITS ? (holders & (1 << seat)) !== 0 : (later?.has(seat) ?? false)
}

/** Notes that a neighbour has it. */
export function noteHolder(entry: Entry, { seat }: Neighbour): void {
  if (seat < BITS) entry.holders |= 1 << seat
  else {
    entry.later ??= new Set()
    entry.later.add(seat)
  }
}

export class Fresh {
  private readonly entries = new Map<Name, Entry>()
  private readonly past = new Set<Name>()
  private readonly limits: Limits
  private bytes = 0
  /** Nothing is too old before. */
  private oldAt = Number.POSITIVE_INFINITY

  constructor(limits: Limits) {
    this.limits = limits
  }

  get size(): { readonly items: number; readonly bytes: number; readonly names: number } {
    return { items: this.entries.size, bytes: this.bytes, names: this.past.size }
  }

  get(name: Name): Entry | undefined {
    return this.entries.get(name)
  }

  knows(name: Name): boolean {
    return this.entries.has(name) || this.past.has(name)
  }

  isPast(name: Name): boolean {
    return this.past.has(name)
  }

  add(item: Item, state: State, from: string | undefined, now: number): Entry {
    const bytes = wireOf(item).length
    const entry: Entry = { item, state, holders: 0, later: undefined, from, at: now, bytes, others: NONE }
    this.entries.set(item.name, entry)
    this.bytes += bytes
    if (this.entries.size === 1) this.oldAt = now + this.limits.freshMs
    this.trim(now)
    return entry
  }

  /** Something else under the same name; whether it is new. */
  addOther(entry: Entry, item: Item, from: string): void {
    const { others } = entry
    if (others.length >= MAX_OTHERS || isSame(entry.item, item)) return
    if (others.some(other => other.from === from || isSame(other.item, item))) return
    entry.others = [...others, { item, from }]
  }

  /** As if it had never been heard of. */
  forget(name: Name): void {
    const entry = this.entries.get(name)
    if (!entry) return
    this.bytes -= entry.bytes
    this.entries.delete(name)
  }

  /** Puts the bad one's next in its place; undefined, and forgotten, where there is none. */
  replace(entry: Entry): Entry | undefined {
    const [next, ...others] = entry.others
    if (!next) {
      this.forget(entry.item.name)
      return undefined
    }
    entry.others = others
    entry.item = next.item
    entry.from = next.from
    return entry
  }

  /** Lets go of what is old, or too much: the oldest first. */
  trim(now: number): void {
    const { freshItems, freshBytes, freshMs, pastNames } = this.limits
    if (now < this.oldAt && this.entries.size <= freshItems && this.bytes <= freshBytes) return
    this.oldAt = Number.POSITIVE_INFINITY
    for (const [name, entry] of this.entries) {
      if (entry.at + freshMs > now && this.entries.size <= freshItems && this.bytes <= freshBytes) {
        this.oldAt = entry.at + freshMs
        break
      }
      this.forget(name)
      // What got no verdict may come again.
      if (entry.state !== 'pending') this.past.add(name)
    }
    for (const name of this.past) {
      if (this.past.size <= pastNames) break
      this.past.delete(name)
    }
  }
}

/** The very same bytes: what was judged may have come back from another thread. */
export const isSame = (a: Item, b: Item): boolean => a === b || equalBytes(wireOf(a), wireOf(b))
