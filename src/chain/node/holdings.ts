// The blocks that a node holds: executed, on the last final block or above it, and a few below.

import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../block.ts'
import { activeSets, setsAt, standingOf } from '../consensus/branch.ts'
import { type Candidate, Forks } from '../consensus/forks.ts'
import type { DelegateSet } from '../consensus/sets.ts'
import { type Certificate, signersOf } from '../consensus/votes.ts'
import type { Executed } from '../execute.ts'
import { View } from '../store.ts'

export interface Holding {
  readonly name: string
  readonly candidate: Candidate
  readonly executed: Executed
  /** Not of the block that the node began with. */
  readonly block: Block | null
  readonly parentName: string
  readonly state: View
  /** The sets active at it, and their keys by name. */
  readonly active: readonly DelegateSet[]
  readonly signers: ReadonlySet<string>
  /** For it, once one is known. */
  certificate: Certificate | null
  /** Whether the host was told to keep it. */
  kept: boolean
}

export class Holdings {
  forks: Forks
  /** The greatest view of any valid block on any branch. */
  greatestView: number
  /** Of the certificates that are known, that of the greatest view. */
  highest: { readonly certificate: Certificate; readonly chain: Hash } | null = null
  private readonly past: number
  private readonly byName = new Map<string, Holding>()
  private readonly inSlot = new Map<number, number>()
  /** The head, as it was last asked for. */
  private best: Holding | undefined
  /** The keys of the sets that were active last, and the sets that they are of. */
  private signers: { readonly of: Hash; readonly keys: ReadonlySet<string> } | undefined
  /** The keys that may sign next, after the last final block and after the head. */
  private next: { readonly final: Candidate; readonly head: Candidate; keys: ReadonlySet<string> } | undefined

  constructor(root: Executed, past: number) {
    const holding = this.holdingOf(root, null, false)
    this.past = past
    this.forks = new Forks(holding.candidate, past)
    this.greatestView = root.header.view
    this.put(holding)
  }

  /** Begins anew from a final block that is further on, and says what was let go. */
  restart(root: Executed): readonly string[] {
    const holding = this.holdingOf(root, null, false)
    const gone = [...this.byName.keys()]
    this.byName.clear()
    this.inSlot.clear()
    this.forks = new Forks(holding.candidate, this.past)
    if (root.header.view > this.greatestView) this.greatestView = root.header.view
    this.put(holding)
    return gone
  }

  get size(): number {
    return this.byName.size
  }

  get head(): Holding {
    const candidate = this.forks.head()
    if (this.best?.candidate !== candidate) this.best = this.byName.get(nameOf32(candidate.hash))!
    return this.best
  }

  get final(): Holding {
    return this.byName.get(nameOf32(this.forks.final.hash))!
  }

  get(name: string): Holding | undefined {
    return this.byName.get(name)
  }

  all(): Iterable<Holding> {
    return this.byName.values()
  }

  /** How many blocks of one slot are held. */
  countIn(slot: number): number {
    return this.inSlot.get(slot) ?? 0
  }

  /** Takes in a block that was executed; undefined where its parent is held no more. */
  add(block: Block, executed: Executed, due: boolean): Holding | undefined {
    const holding = this.holdingOf(executed, block, due)
    if (!this.forks.add(holding.candidate)) return undefined
    if (holding.candidate.view > this.greatestView) this.greatestView = holding.candidate.view
    this.put(holding)
    return holding
  }

  private put(holding: Holding): void {
    this.byName.set(holding.name, holding)
    const { slot } = holding.candidate
    this.inSlot.set(slot, this.countIn(slot) + 1)
  }

  private holdingOf(executed: Executed, block: Block | null, due: boolean): Holding {
    const { header, hash } = executed
    const state = new View(executed.tree)
    const active = setsAt(state, header.height) ?? []
    return {
      name: nameOf32(hash),
      candidate: {
        hash,
        parent: header.parent,
        era: standingOf(state).era,
        height: header.height,
        slot: header.slot,
        view: header.view,
        source: header.justify.source,
        sourceView: header.justify.view,
        due,
        activeNext: activeSets(state),
      },
      executed,
      block,
      parentName: nameOf32(header.parent),
      state,
      active,
      signers: this.signersAt(header.active, active),
      certificate: null,
      kept: false,
    }
  }

  private signersAt(of: Hash, active: readonly DelegateSet[]): ReadonlySet<string> {
    if (this.signers && equalBytes(this.signers.of, of)) return this.signers.keys
    const keys = new Set(signersOf(active).map(nameOf32))
    this.signers = { of, keys }
    return keys
  }

  /** Whether a key is of a set that is active after the last final block, or after the head. */
  isKnownSigner(key: string): boolean {
    const { final } = this.forks
    const head = this.forks.head()
    if (this.next?.final !== final || this.next.head !== head) {
      const sets = [...new Set([...final.activeNext, ...head.activeNext])]
      this.next = { final, head, keys: new Set(signersOf(sets).map(nameOf32)) }
    }
    return this.next.keys.has(key)
  }

  /** Recovery (rule 10): whether the last final block is of a branch on which this era began at that height. */
  isFinalEra(chain: Hash, height: number): boolean {
    const began = this.forks.ancestorAt(this.forks.final.hash, height)
    const holding = began && this.get(nameOf32(began.hash))
    return holding !== undefined && equalBytes(holding.executed.header.chain, chain)
  }

  /** Drops what the forks have let go of, and says which. */
  release(): readonly string[] {
    const gone = this.forks.takeGone()
    for (const name of gone) {
      const holding = this.byName.get(name)
      if (!holding) continue
      this.byName.delete(name)
      const { slot } = holding.candidate
      const left = this.countIn(slot) - 1
      if (left > 0) this.inSlot.set(slot, left)
      else this.inSlot.delete(slot)
    }
    return gone
  }

  /** From a block down to the last final one, this not included: at most so many, the highest first. */
  branchOf(holding: Holding, most: number): readonly Holding[] {
    const branch: Holding[] = []
    const { height } = this.forks.final
    for (let at: Holding | undefined = holding; at && branch.length < most; at = this.get(at.parentName)) {
      if (at.candidate.height <= height) break
      branch.push(at)
    }
    return branch
  }

  /** The nearest block from here down, itself included, for which there is a certificate to show. */
  certifiedBelow(holding: Holding): Holding | undefined {
    for (let at: Holding | undefined = holding; at; at = this.get(at.parentName))
      if (at.certificate) return at
    return undefined
  }
}
