// The sets that were active, by the hash that headers name them by: kept for good, so that whoever trusts a block by its
// hash alone can be shown who went on from it.
import type { Bytes } from '../../bytes/bytes.ts'
import { decode, encode, list } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { activeHash, type DelegateSet, setCodec } from '../../chain/consensus/sets.ts'
import type { Executed } from '../../chain/execute.ts'
import { membersOf } from '../../chain/light/check.ts'
import { readHandover } from '../../chain/light/handover.ts'
import { View } from '../../chain/store.ts'
import type { Proofs } from './handovers.ts'

export interface KeptSets extends Pick<Proofs, 'handovers'> {
  putSets(active: Hash, sets: Bytes): Promise<void>
  sets(active: Hash): Promise<Bytes | undefined>
}

const setsCodec = list(setCodec, 2)
const MOST_IN_MEMORY = 32
const FOLDED_AT_ONCE = 100

export class Sets {
  private readonly archive: KeptSets
  private readonly first: DelegateSet
  private isFolded = false
  private readonly known = new Map<string, readonly DelegateSet[]>()

  /** `first`: the set of genesis. */
  constructor(archive: KeptSets, first: DelegateSet) {
    this.archive = archive
    this.first = first
  }

  /** A block is final here: the sets active at its child. */
  note({ header, tree }: Executed): void {
    const { activeNext } = header
    if (this.known.has(nameOf32(activeNext))) return
    const sets = activeSets(new View(tree))
    this.remember(activeNext, sets)
    void this.archive.putSets(activeNext, encode(setsCodec, sets)).catch(() => {})
  }

  private remember(active: Hash, sets: readonly DelegateSet[]): void {
    this.known.set(nameOf32(active), sets)
    if (this.known.size > MOST_IN_MEMORY) this.known.delete(this.known.keys().next().value!)
  }

  /** Fetches from the disk what is about to be asked for. */
  async fetch(active: Hash): Promise<void> {
    if (this.known.has(nameOf32(active))) return
    const kept = await this.archive.sets(active)
    if (kept) this.remember(active, decode(setsCodec, kept))
    else if (!this.isFolded) {
      await this.fold()
      await this.fetch(active)
    }
  }

  /** A peer that was not there at the time has the proofs of all hand-overs: the sets follow from each other. */
  private async fold(): Promise<void> {
    this.isFolded = true
    let set = this.first
    await this.archive.putSets(activeHash([set]), encode(setsCodec, [set]))
    for (let above = 0; ; ) {
      const proofs = await this.archive.handovers(above, FOLDED_AT_ONCE)
      for (const { boundary, proof } of proofs) {
        above = boundary
        const handover = readHandover(proof)
        const next = handover ? membersOf(set, handover.members) : 'members'
        if (typeof next === 'string') return
        for (const sets of [[set, next], [next]])
          await this.archive.putSets(activeHash(sets), encode(setsCodec, sets))
        set = next
      }
      if (proofs.length < FOLDED_AT_ONCE) return
    }
  }

  of(active: Hash): readonly DelegateSet[] | undefined {
    return this.known.get(nameOf32(active))
  }
}
