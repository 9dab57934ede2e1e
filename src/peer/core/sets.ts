// The sets that were active, by the hash that headers name them by: kept for good, so that whoever trusts a block by its
// hash alone can be shown who went on from it.
import type { Bytes } from '../../bytes/bytes.ts'
import { decode, encode, list } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { type DelegateSet, setCodec } from '../../chain/consensus/sets.ts'
import type { Executed } from '../../chain/execute.ts'
import { View } from '../../chain/store.ts'

export interface KeptSets {
  putSets(active: Hash, sets: Bytes): Promise<void>
  sets(active: Hash): Promise<Bytes | undefined>
}

const setsCodec = list(setCodec, 2)
const MOST_IN_MEMORY = 32

export class Sets {
  private readonly archive: KeptSets
  private readonly known = new Map<string, readonly DelegateSet[]>()

  constructor(archive: KeptSets) {
    this.archive = archive
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
  }

  of(active: Hash): readonly DelegateSet[] | undefined {
    return this.known.get(nameOf32(active))
  }
}
