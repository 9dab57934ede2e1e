// Pictures of the chain for screens: the newest blocks with their votes, and the delegates.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { activeSets, ownerAt } from '../../chain/consensus/branch.ts'
import { signersOf, type Vote } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import { isDue } from '../../chain/inspect.ts'
import { View } from '../../chain/store.ts'
import type { BlockSight, DelegateSight, Hex } from '../api.ts'
import type { Library } from './library.ts'

const MOST_BLOCKS = 64
const MOST_REMEMBERED = 256
/** Slots that were missed between two blocks, of which more are not shown. */
const MOST_MISSED = 16

/** What was seen of a block beside itself. */
interface Seen {
  readonly ms: number
  readonly missed: readonly { readonly slot: number; readonly owner: Hex }[]
  readonly votes: Set<string>
}

export class Sights {
  private readonly community: Community
  private readonly library: Library
  private readonly seen = new Map<string, Seen>()
  private readonly voted = new Map<string, number>()

  constructor(community: Community, library: Library) {
    this.community = community
    this.library = library
  }

  block(block: Block, parent: Executed, ms: number): void {
    this.at(nameOf32(block.hash), ms, this.missed(block, parent))
  }

  vote({ key, block, height }: Vote, ms: number): void {
    this.at(nameOf32(block), ms, []).votes.add(nameOf32(key))
    this.sawVoting(nameOf32(key), height)
  }

  private sawVoting(key: string, height: number): void {
    if (height > (this.voted.get(key) ?? -1)) this.voted.set(key, height)
  }

  private at(name: string, ms: number, missed: Seen['missed']): Seen {
    const known = this.seen.get(name)
    if (known) return known
    const seen = { ms, missed, votes: new Set<string>() }
    this.seen.set(name, seen)
    if (this.seen.size > MOST_REMEMBERED) this.seen.delete(this.seen.keys().next().value!)
    return seen
  }

  /** Quiet (rule 1): only where a block was due somebody missed a slot. */
  private missed({ header }: Block, parent: Executed): Seen['missed'] {
    const missed: { slot: number; owner: Hex }[] = []
    const state = new View(parent.tree)
    const { genesis } = this.community
    const from = Math.max(parent.header.slot + 1, header.slot - 4 * MOST_MISSED)
    for (let slot = from; slot < header.slot && missed.length < MOST_MISSED; slot++)
      if (isDue(this.community, parent, slot))
        missed.push({ slot, owner: toHex(ownerAt(state, genesis, slot).account) })
    return missed
  }

  blocks(): BlockSight[] {
    const { library } = this
    const found: BlockSight[] = []
    for (let height = library.head; found.length < MOST_BLOCKS; height--) {
      const step = library.stepAt(height)
      if (!step) break
      const { header, hash, transactions } = step.block
      const seen = this.seen.get(nameOf32(hash))
      const certificate = library.certificateOf(hash)
      const signers = signersOf(activeSets(new View(step.parent.tree)))
      for (const { signer } of certificate?.votes ?? []) {
        const key = signers[signer]
        if (key) this.sawVoting(nameOf32(key), height)
      }
      found.push({
        ...{ height, hash: toHex(hash), slot: header.slot, view: header.view, parent: toHex(header.parent) },
        producer: toHex(header.producer),
        transactions: transactions.length,
        stage: height <= library.final.height ? 'final' : certificate ? 'justified' : 'tentative',
        votes: Math.max(seen?.votes.size ?? 0, certificate?.votes.length ?? 0),
        delegates: signers.length,
        missed: seen?.missed ?? [],
        seenMs: seen?.ms ?? 0,
      })
    }
    return found
  }

  delegates(head: Executed, own: Uint8Array | undefined, linked: ReadonlySet<Hex>): DelegateSight[] {
    const sets = activeSets(new View(head.tree))
    const blocks = this.blocks()
    const found: DelegateSight[] = []
    for (const key of signersOf(sets)) {
      const inSets = sets.map(set => set.find(each => equalBytes(each.key, key)))
      const account = toHex((inSets[0] ?? inSets[1])!.account)
      const both = sets.length > 1 && inSets[0] && inSets[1]
      found.push({
        account,
        key: toHex(key),
        own: own !== undefined && equalBytes(own, key),
        sets: both ? 'both' : inSets[0] ? 'now' : 'next',
        votedAt: this.voted.get(nameOf32(key)) ?? null,
        producedAt: blocks.find(({ producer }) => producer === account)?.height ?? null,
        linked: linked.has(account),
      })
    }
    return found
  }
}
