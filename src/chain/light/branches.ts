// The blocks that a light peer has headlines of, around and above the last final one: which are justified, what is
// final by them, and the tentative head. Few are kept: finality needs no more than the blocks between X and Y.
import type { Hash } from '../../bytes/hash.ts'
import type { Active, Testimony } from './active.ts'
import { MAX_SPAN } from './handover.ts'
import type { Headline } from './headline.ts'

/** Through a night without a quorum blocks pile up; what becomes final in the morning needs the newest alone. */
export const MAX_HELD = 256
/** Below the last final block, blocks of other branches: a conflicting one may yet be justified. */
export const KEPT_BELOW = 16
/** Pruned when there are so many: mostly a few blocks stand above the final one. */
const PRUNE_AT = 48
/** Of one slot: its owners on different branches, and what one of them made twice. */
const MAX_OF_A_SLOT = 4

export interface Held {
  readonly line: Headline
  readonly active: Active
  /** The certificate that justifies it. */
  testimony: Testimony | undefined
  /** The greatest view of a justified block on its branch. */
  best: number
  /** Not on a branch above the last final block. */
  dead: boolean
}

/** A block that is final by rule 3, and how that shows. */
export interface Shown {
  readonly height: number
  readonly hash: Hash
  readonly name: string
  readonly shownBy: readonly Testimony[]
  readonly last: Held | undefined
}

interface Root {
  readonly height: number
  readonly name: string
}

export class Branches {
  private readonly held = new Map<string, Held>()
  /** Those above the last final block, which are few, in the order in which they came. */
  private above: Held[] = []
  /** No other is of a later slot. */
  private pastSlot = 0
  private readonly awaited = new Set<string>()
  private root: Root
  head: Held | undefined

  constructor(root: Root) {
    this.root = root
  }

  get size(): number {
    return this.held.size
  }

  get(name: string): Held | undefined {
    return this.held.get(name)
  }

  /** Whether there is room for another of this slot. */
  hasRoom(line: Headline): boolean {
    let same = 0
    const { slot } = line.header
    const among = slot > this.pastSlot ? this.above : this.held.values()
    for (const { line: other } of among) if (other.header.slot === slot) same += 1
    return same < MAX_OF_A_SLOT
  }

  add(line: Headline, active: Active): Held {
    const held: Held = { line, active, testimony: undefined, best: 0, dead: false }
    this.held.set(line.name, held)
    if (this.isAbove(held)) this.above.push(held)
    if (this.awaited.delete(line.name)) this.weigh()
    else {
      this.place(held)
      if (!held.dead && isBetter(held, this.head)) this.head = held
    }
    if (!this.held.has(line.parent)) this.awaited.add(line.parent)
    if (this.held.size > MAX_HELD) this.dropLowest()
    return held
  }

  /** A verified certificate for a block that is held; gives back what is final by it, the lowest first. */
  justify(held: Held, testimony: Testimony): readonly Shown[] {
    held.testimony = testimony
    this.weigh()
    const { height } = held.line.header
    const shown: Shown[] = []
    for (const last of this.isAbove(held) ? this.above : [...this.held.values()])
      if (last === held || (last.testimony && last.line.header.height > height)) {
        const final = this.finalBy(last)
        if (final) shown.push(final)
      }
    return shown.sort((a, b) => a.height - b.height)
  }

  /** Finality (rule 3): the block that `last`, being justified, makes final: its justify's source. */
  private finalBy(last: Held): Shown | undefined {
    const { header, source } = last.line
    const shownBy = [last.testimony!]
    let child = last
    while (child.line.parent !== source) {
      const above = this.held.get(child.line.parent)
      if (!above || shownBy.length >= MAX_SPAN) return undefined
      // Finality (rule 3): every block strictly between them is justified,
      if (!above.testimony) return undefined
      shownBy.unshift(above.testimony)
      child = above
    }
    // Finality (rule 3): and views from the one to the other are consecutive.
    if (header.view - header.justify.view !== shownBy.length) return undefined
    const height = header.height - shownBy.length
    return { height, hash: header.justify.source, name: source, shownBy, last }
  }

  /** Goes on from a new final block. */
  finalise(root: Root): void {
    this.root = root
    this.above = this.above.filter(held => this.isAbove(held))
    if (this.held.size > PRUNE_AT)
      for (const [name, { line }] of this.held)
        if (line.header.height < root.height - KEPT_BELOW) this.drop(name)
    this.weigh()
  }

  /** The justified blocks on a branch, down from one of its blocks; and all others. */
  testimonies(from: Held | undefined): { on: readonly Testimony[]; off: readonly Testimony[] } {
    const branch = new Set<Held>()
    for (let at = from; at; at = this.held.get(at.line.parent)) branch.add(at)
    const on: Testimony[] = []
    const off: Testimony[] = []
    for (const held of this.held.values())
      if (held.testimony) (branch.has(held) ? on : off).push(held.testimony)
    return { on, off }
  }

  /** Whether it stands above the last final block; where not, it is on no branch any more. */
  private isAbove(held: Held): boolean {
    const { height, slot } = held.line.header
    if (height > this.root.height) return true
    held.dead = true
    if (slot > this.pastSlot) this.pastSlot = slot
    return false
  }

  private drop(name: string): void {
    const held = this.held.get(name)
    if (held && held.line.header.height > this.root.height)
      this.above = this.above.filter(each => each !== held)
    this.held.delete(name)
    this.awaited.delete(name)
  }

  private dropLowest(): void {
    let lowest: Held | undefined
    for (const held of this.held.values())
      if (!lowest || held.line.header.height < lowest.line.header.height) lowest = held
    if (lowest) this.drop(lowest.line.name)
    if (lowest === this.head) this.weigh()
    // What waited for its parent may be gone itself; then nothing is lost but a word.
    if (this.awaited.size > 2 * MAX_HELD) this.awaited.clear()
  }

  /** Head (rule 4), as far as headlines tell: the greatest justified view, height, the earlier slot, the smaller hash. */
  private weigh(): void {
    this.head = undefined
    const ascending = [...this.above].sort((a, b) => a.line.header.height - b.line.header.height)
    for (const held of ascending) {
      this.place(held)
      if (!held.dead && isBetter(held, this.head)) this.head = held
    }
  }

  private place(held: Held): void {
    const { header, parent } = held.line
    const above = this.held.get(parent)
    const own = held.testimony ? header.view : 0
    const inherited = above && above.line.header.height > this.root.height ? above.best : 0
    held.best = own > inherited ? own : inherited
    // Head (rule 4): among the leaves that descend from the last final block.
    if (header.height <= this.root.height) held.dead = true
    else if (header.height === this.root.height + 1) held.dead = parent !== this.root.name
    else held.dead = above?.dead ?? false
  }
}

function isBetter(a: Held, b: Held | undefined): boolean {
  if (!b) return true
  if (a.best !== b.best) return a.best > b.best
  const [one, other] = [a.line.header, b.line.header]
  if (one.height !== other.height) return one.height > other.height
  if (one.slot !== other.slot) return one.slot < other.slot
  return a.line.name < b.line.name
}
