// The branches that a peer holds above its last final block: which blocks are justified, what is final (rule 3), and
// which leaf is the head (rule 4). A night without a quorum makes thousands of blocks, so what rule 4 asks of a leaf
// is carried along from block to block and never counted anew.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { makesFinal } from './finality.ts'
import type { DelegateSet } from './sets.ts'

/** What consensus knows of a block. */
export interface Candidate {
  readonly hash: Hash
  readonly parent: Hash
  /** How many recoveries its branch has seen. */
  readonly era: number
  readonly height: number
  readonly slot: number
  readonly view: number
  /** The ancestor whose certificate it carries, and that block's view. */
  readonly source: Hash
  readonly sourceView: number
  /** Whether its slot was due on its branch. */
  readonly due: boolean
  /** The sets active at its child. */
  readonly activeNext: readonly DelegateSet[]
}

interface Held {
  readonly name: string
  readonly candidate: Candidate
  readonly height: number
  /** The block below it; none below the oldest that is held. */
  above: Held | undefined
  /** An ancestor further down, so that a long branch is crossed in a few steps. */
  jump: Held | undefined
  readonly children: Held[]
  justified: boolean
  /** Neither final nor above the last final block: kept only to see a conflict. */
  aside: boolean
  /** How many due blocks its branch has, counted from the oldest that was held when it came. */
  readonly due: number
  /** Of a leaf: the greatest view of a justified block on its branch, and the delegates whose latest vote is there. */
  justifiedView: number
  votes: number
}

/** What became final with one certificate, the lowest first. */
export type Finalised = readonly Candidate[]

/** Two blocks that cannot both be final. It takes a third of a set to bring this about: the peer stops. */
export class ConflictingFinals extends Error {
  readonly held: Candidate
  readonly other: Candidate
  constructor(held: Candidate, other: Candidate) {
    super(
      `final at height ${held.height}, and in conflict with another final block at height ${other.height}`,
    )
    this.held = held
    this.other = other
  }
}

interface Latest {
  readonly view: number
  readonly block: string
}

export class Forks {
  private readonly blocks = new Map<string, Held>()
  /** Of each delegate key the latest vote that this peer holds. */
  private readonly latest = new Map<string, Latest>()
  /** Who counts for the head: the keys of the sets active after the last final block. */
  private eligible: ReadonlySet<string>
  /** The oldest block that is held: as many heights below the last final one as are kept to see a conflict. */
  private anchor: Held
  private root: Held
  private leaves = new Set<Held>()
  private best: Held
  private gone: string[] = []
  private readonly past: number

  /** `past`: how many final heights below the last are kept, with the branches that leave from there. */
  constructor(final: Candidate, past = 0) {
    this.past = past
    this.root = {
      name: nameOf32(final.hash),
      candidate: final,
      height: final.height,
      above: undefined,
      jump: undefined,
      children: [],
      justified: true,
      aside: false,
      due: 0,
      justifiedView: final.view,
      votes: 0,
    }
    this.anchor = this.root
    this.best = this.root
    this.leaves.add(this.root)
    this.blocks.set(this.root.name, this.root)
    this.eligible = keysOf(final.activeNext)
  }

  get final(): Candidate {
    return this.root.candidate
  }

  /** How many blocks are held, the final ones that are kept included. */
  get size(): number {
    return this.blocks.size
  }

  /** The greatest height of which nothing can be added any more. */
  get floor(): number {
    return this.anchor.height
  }

  has(hash: Hash): boolean {
    return this.blocks.has(nameOf32(hash))
  }

  get(hash: Hash): Candidate | undefined {
    return this.blocks.get(nameOf32(hash))?.candidate
  }

  isJustified(hash: Hash): boolean {
    return this.blocks.get(nameOf32(hash))?.justified === true
  }

  /** The head (rule 4). */
  head(): Candidate {
    return this.best.candidate
  }

  /** The ancestor at a height, or the block itself; undefined where the one or the other is not held. */
  ancestorAt(hash: Hash, height: number): Candidate | undefined {
    const block = this.blocks.get(nameOf32(hash))
    return block && height >= this.anchor.height ? down(block, height)?.candidate : undefined
  }

  /** The names of blocks let go since this was last asked. */
  takeGone(): readonly string[] {
    if (this.gone.length === 0) return []
    const { gone } = this
    this.gone = []
    return gone
  }

  /** Takes in a valid block whose parent is held; false where it is not above the oldest block that is held. */
  add(candidate: Candidate): boolean {
    const above = this.blocks.get(nameOf32(candidate.parent))
    const name = nameOf32(candidate.hash)
    if (!above || this.blocks.has(name)) return false
    const held: Held = {
      name,
      candidate,
      height: candidate.height,
      above,
      jump: jumpFrom(above),
      children: [],
      justified: false,
      aside: above.aside || above.height < this.root.height,
      due: candidate.due ? above.due + 1 : above.due,
      justifiedView: 0,
      votes: 0,
    }
    above.children.push(held)
    this.blocks.set(name, held)
    if (!held.aside) this.grow(held, above)
    return true
  }

  /** A new leaf: it goes on from the leaf below it, or leaves a branch further down. */
  private grow(leaf: Held, above: Held): void {
    if (this.leaves.delete(above)) {
      leaf.justifiedView = above.justifiedView
      leaf.votes = above.votes
      for (const [key, latest] of this.latest)
        if (latest.block === leaf.name && this.eligible.has(key)) leaf.votes += 1
    } else {
      leaf.justifiedView = this.justifiedBelow(leaf)
      leaf.votes = this.votesFor(leaf)
    }
    this.leaves.add(leaf)
    if (this.best === above || isBetter(leaf, this.best)) this.best = leaf
  }

  /** Views rise along a branch, so the nearest justified block has the greatest. */
  private justifiedBelow(leaf: Held): number {
    let at = leaf
    while (!at.justified && at !== this.root) at = at.above!
    return at.candidate.view
  }

  private votesFor(leaf: Held): number {
    let votes = 0
    for (const [key, { block }] of this.latest)
      if (this.eligible.has(key) && this.isOn(leaf, this.blocks.get(block))) votes += 1
    return votes
  }

  /** Whether a block is on this leaf's branch, above the last final block. */
  private isOn(leaf: Held, block: Held | undefined): boolean {
    return block !== undefined && block.height > this.root.height && down(leaf, block.height) === block
  }

  /** Remembers a vote where it is its key's latest. */
  noteVote(key: Bytes, view: number, block: Hash, name = nameOf32(key), to = nameOf32(block)): void {
    const known = this.latest.get(name)
    if (known && view <= known.view) return
    this.latest.set(name, { view, block: to })
    if (!this.eligible.has(name)) return
    const left = known && this.blocks.get(known.block)
    const reached = this.blocks.get(to)
    let moved = false
    for (const leaf of this.leaves) {
      const change = (this.isOn(leaf, reached) ? 1 : 0) - (this.isOn(leaf, left) ? 1 : 0)
      if (change === 0) continue
      leaf.votes += change
      moved = true
    }
    if (moved) this.choose()
  }

  /** A verified certificate for a block that is held. Gives back what became final by it. */
  justify(hash: Hash): Finalised {
    const block = this.blocks.get(nameOf32(hash))
    if (!block || block.justified) return []
    block.justified = true
    if (!block.aside) {
      for (const leaf of this.leaves)
        if (leaf.justifiedView < block.candidate.view && this.isOn(leaf, block))
          leaf.justifiedView = block.candidate.view
      this.choose()
    }
    // It may be the last of a chain, or the link that was missing within one.
    let best = this.finalBy(block)
    for (const above of this.justifiedAbove(block)) {
      const final = this.finalBy(above)
      if (!final) continue
      if (best && !descends(final, best) && !descends(best, final))
        throw new ConflictingFinals(best.candidate, final.candidate)
      if (!best || final.height > best.height) best = final
    }
    return best ? this.finalise(best) : []
  }

  /** A recovery that names this block (rule 10): it is final as genesis is. */
  recover(hash: Hash): Finalised {
    const block = this.blocks.get(nameOf32(hash))
    if (!block) return []
    if (block !== this.root && descends(this.root, block))
      throw new ConflictingFinals(this.root.candidate, block.candidate)
    block.justified = true
    return this.finalise(block)
  }

  private *justifiedAbove(block: Held): Iterable<Held> {
    const stack = [...block.children]
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (next.justified) yield next
      for (const child of next.children) stack.push(child)
    }
  }

  /** Finality (rule 3): the block that `last`, being justified, makes final. */
  private finalBy(last: Held): Held | undefined {
    const first = this.blocks.get(nameOf32(last.candidate.source))
    if (!first || first.height >= last.height) return undefined
    if (!first.aside && first.height <= this.root.height) return undefined
    if (!descends(last, first)) return undefined
    const justified = (height: number) => down(last, height)!.justified
    return makesFinal(first.candidate, last.candidate, justified) ? first : undefined
  }

  private finalise(block: Held): Finalised {
    if (descends(this.root, block)) return []
    if (!descends(block, this.root)) throw new ConflictingFinals(this.root.candidate, block.candidate)
    const path: Candidate[] = []
    for (let at = block; at !== this.root; at = at.above!) path.push(at.candidate)
    this.root = block
    this.eligible = keysOf(block.candidate.activeNext)
    const leaves = [...this.leaves]
    this.leaves = new Set()
    for (const leaf of leaves) {
      if (descends(leaf, block)) this.leaves.add(leaf)
      else setAside(leaf, block)
    }
    this.trim()
    if (this.leaves.size === 0) this.leaves.add(block)
    for (const leaf of this.leaves) {
      leaf.justifiedView = this.justifiedBelow(leaf)
      leaf.votes = this.votesFor(leaf)
    }
    this.choose()
    return path.reverse()
  }

  /** Lets go of what is older than is kept, and of the branches that leave from there. */
  private trim(): void {
    const lowest = this.root.height - this.past
    if (this.anchor.height >= lowest) return
    const next = down(this.root, lowest)!
    for (let at: Held | undefined = next.above, stay = next; at; stay = at, at = at.above)
      for (const child of at.children) if (child !== stay) this.drop(child)
    for (let at: Held | undefined = next.above; at; ) {
      const below: Held | undefined = at.above
      this.forget(at)
      at = below
    }
    next.above = undefined
    next.jump = undefined
    this.anchor = next
    for (const [key, { block }] of this.latest)
      if (!this.eligible.has(key) && !this.blocks.has(block)) this.latest.delete(key)
  }

  /** Lets go of the branch aside that leaves the final ones lowest; false where there is none. */
  shed(): boolean {
    for (
      let at: Held | undefined = this.anchor;
      at && at !== this.root;
      at = down(this.root, at.height + 1)
    ) {
      const onward = down(this.root, at.height + 1)
      const aside = at.children.find(child => child !== onward)
      if (!aside) continue
      at.children.splice(at.children.indexOf(aside), 1)
      this.drop(aside)
      return true
    }
    return false
  }

  /** How many branches lead on from the last final block. */
  get branches(): number {
    return this.leaves.size
  }

  /** Lets go of the last block of the branch that is furthest from being the head (rule 4); false where there is one alone. */
  shedLast(): boolean {
    let last: Held | undefined
    for (const leaf of this.leaves) if (leaf !== this.best && (!last || isBetter(last, leaf))) last = leaf
    if (!last) return false
    const above = last.above!
    this.leaves.delete(last)
    above.children.splice(above.children.indexOf(last), 1)
    this.forget(last)
    if (above.children.length > 0 || above === this.root) return true
    above.justifiedView = this.justifiedBelow(above)
    above.votes = this.votesFor(above)
    this.leaves.add(above)
    return true
  }

  private drop(block: Held): void {
    const stack = [block]
    for (let next = stack.pop(); next; next = stack.pop()) {
      for (const child of next.children) stack.push(child)
      this.forget(next)
    }
  }

  private forget(block: Held): void {
    this.blocks.delete(block.name)
    this.gone.push(block.name)
    // Whoever still points here must not keep alive what lies below.
    block.above = undefined
    block.jump = undefined
    block.children.length = 0
  }

  private choose(): void {
    let best: Held | undefined
    for (const leaf of this.leaves) if (!best || isBetter(leaf, best)) best = leaf
    this.best = best!
  }
}

function keysOf(active: readonly DelegateSet[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const set of active) for (const { key } of set) names.add(nameOf32(key))
  return names
}

/** A jump as long as the last two together where those are equally long: any ancestor is then a few jumps away. */
function jumpFrom(above: Held): Held {
  const one = above.jump
  const two = one?.jump
  return one && two && above.height - one.height === one.height - two.height ? two : above
}

/** The ancestor at this height, or the block itself. */
function down(block: Held, height: number): Held | undefined {
  let at: Held | undefined = block
  while (at && at.height > height) at = at.jump && at.jump.height >= height ? at.jump : at.above
  return at?.height === height ? at : undefined
}

const descends = (block: Held, from: Held): boolean => down(block, from.height) === from

/** Marks a branch, from its leaf down to where it leaves the last final block's. */
function setAside(leaf: Held, final: Held): void {
  let at: Held | undefined = leaf
  while (at && !at.aside && !descends(final, at)) {
    at.aside = true
    at = at.above
  }
}

/** Head (rule 4), in the order in which it decides. */
function isBetter(a: Held, b: Held): boolean {
  // Head (rules 4 and 10): a recovery that could be followed is followed;
  if (a.candidate.era !== b.candidate.era) return a.candidate.era > b.candidate.era
  // Head (rule 4): the greatest view of a justified block on the branch;
  if (a.justifiedView !== b.justifiedView) return a.justifiedView > b.justifiedView
  // Head (rule 4): the most delegates whose latest vote is on it;
  if (a.votes !== b.votes) return a.votes > b.votes
  // Head (rule 4): the most blocks whose slot was due;
  if (a.due !== b.due) return a.due > b.due
  // Head (rule 4): the greatest height, the earlier slot, the smaller hash.
  if (a.height !== b.height) return a.height > b.height
  if (a.candidate.slot !== b.candidate.slot) return a.candidate.slot < b.candidate.slot
  return compareBytes(a.candidate.hash, b.candidate.hash) < 0
}
