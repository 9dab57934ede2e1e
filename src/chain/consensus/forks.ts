// The branches that a peer holds above its last final block: which blocks are justified, what is final (rule 3), and
// which leaf is the head (rule 4).
import { type Bytes, compareBytes, toHex } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type DelegateSet, positionOf } from './sets.ts'

/** What consensus knows of a block. */
export interface Candidate {
  readonly hash: Hash
  readonly parent: Hash
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

interface Held extends Candidate {
  readonly name: string
  readonly above: Held | undefined
  readonly children: Held[]
  justified: boolean
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

export class Forks {
  private readonly blocks = new Map<string, Held>()
  /** Of each delegate key the latest vote that this peer holds. */
  private readonly latest = new Map<
    string,
    { readonly key: Bytes; readonly view: number; readonly block: string }
  >()
  private root: Held

  constructor(final: Candidate) {
    this.root = { ...final, name: toHex(final.hash), above: undefined, children: [], justified: true }
    this.blocks.set(this.root.name, this.root)
  }

  get final(): Candidate {
    return this.root
  }

  get size(): number {
    return this.blocks.size
  }

  has(hash: Hash): boolean {
    return this.blocks.has(toHex(hash))
  }

  get(hash: Hash): Candidate | undefined {
    return this.blocks.get(toHex(hash))
  }

  isJustified(hash: Hash): boolean {
    return this.blocks.get(toHex(hash))?.justified === true
  }

  /** Takes in a valid block whose parent is held; false where it is not above the last final block. */
  add(candidate: Candidate): boolean {
    const above = this.blocks.get(toHex(candidate.parent))
    const name = toHex(candidate.hash)
    if (!above || this.blocks.has(name)) return false
    const held: Held = { ...candidate, name, above, children: [], justified: false }
    above.children.push(held)
    this.blocks.set(name, held)
    return true
  }

  /** Remembers a vote where it is its key's latest. */
  noteVote(key: Bytes, view: number, block: Hash): void {
    const name = toHex(key)
    const known = this.latest.get(name)
    if (!known || view > known.view) this.latest.set(name, { key, view, block: toHex(block) })
  }

  /** A verified certificate for a block that is held. Gives back what became final by it. */
  justify(hash: Hash): Finalised {
    const block = this.blocks.get(toHex(hash))
    if (!block || block.justified) return []
    block.justified = true
    const candidates = [block, ...this.descendants(block)].filter(each => each.justified)
    let best: Held | undefined
    for (const candidate of candidates) {
      const final = this.finalBy(candidate)
      if (!final) continue
      if (best && !this.descends(final, best) && !this.descends(best, final))
        throw new ConflictingFinals(best, final)
      if (!best || final.height > best.height) best = final
    }
    return best ? this.finalise(best) : []
  }

  /** Finality (rule 3): the block that `last`, being justified, makes final. */
  private finalBy(last: Held): Held | undefined {
    const first = this.blocks.get(toHex(last.source))
    if (!first || first === last || first.height <= this.root.height) return undefined
    // Finality: consecutive views from the one to the other,
    if (last.view - first.view !== last.height - first.height) return undefined
    // Finality: and every block strictly between them is justified.
    for (let at = last.above; at !== first; at = at.above) {
      if (!at) return undefined
      if (!at.justified) return undefined
    }
    return first
  }

  private finalise(block: Held): Finalised {
    const path: Held[] = []
    for (let at: Held | undefined = block; at && at !== this.root; at = at.above) path.unshift(at)
    if (path[0]?.above !== this.root) throw new ConflictingFinals(this.root, block)
    for (const each of this.descendants(this.root))
      if (!this.descends(each, block)) this.blocks.delete(each.name)
    this.blocks.delete(this.root.name)
    this.root = block
    return path
  }

  private descends(block: Held, from: Held): boolean {
    let at: Held | undefined = block
    while (at && at.height > from.height) at = at.above
    return at === from
  }

  private *descendants(block: Held): Iterable<Held> {
    const stack = [...block.children]
    for (let next = stack.pop(); next; next = stack.pop()) {
      yield next
      stack.push(...next.children)
    }
  }

  /** The head (rule 4). */
  head(): Candidate {
    let best: Standing | undefined
    for (const leaf of [this.root, ...this.descendants(this.root)]) {
      if (leaf.children.length > 0) continue
      const standing = this.standingOf(leaf)
      if (!best || isBetter(standing, best)) best = standing
    }
    return best!.leaf
  }

  private standingOf(leaf: Held): Standing {
    const branch = new Set<string>()
    let justifiedView = 0
    let due = 0
    for (let at: Held | undefined = leaf; at && at !== this.root; at = at.above) {
      branch.add(at.name)
      if (at.justified && at.view > justifiedView) justifiedView = at.view
      if (at.due) due += 1
    }
    let votes = 0
    for (const { key, block } of this.latest.values())
      if (branch.has(block) && this.root.activeNext.some(set => positionOf(set, key) !== -1)) votes += 1
    return { leaf, justifiedView, votes, due }
  }
}

interface Standing {
  readonly leaf: Candidate
  readonly justifiedView: number
  readonly votes: number
  readonly due: number
}

/** Head (rule 4), in the order in which it decides. */
function isBetter(a: Standing, b: Standing): boolean {
  if (a.justifiedView !== b.justifiedView) return a.justifiedView > b.justifiedView
  if (a.votes !== b.votes) return a.votes > b.votes
  if (a.due !== b.due) return a.due > b.due
  if (a.leaf.height !== b.leaf.height) return a.leaf.height > b.leaf.height
  if (a.leaf.slot !== b.leaf.slot) return a.leaf.slot < b.leaf.slot
  return compareBytes(a.leaf.hash, b.leaf.hash) < 0
}
