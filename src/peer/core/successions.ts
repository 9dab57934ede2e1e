// How eras ended (rule 10): proven when one begins, while both states are in memory, and kept for good, for light peers
// that follow and for those that come later.
import type { Bytes } from '../../bytes/bytes.ts'
import { encode, tryDecode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { standingOf } from '../../chain/consensus/branch.ts'
import { type Succession, successionCodec } from '../../chain/light/era.ts'
import { type EraSource, proveEra } from '../../chain/light/prove-era.ts'
import type { Step } from '../../chain/node/keep.ts'
import { View } from '../../chain/store.ts'

export interface ProofsOfEras {
  putSuccession(ended: Hash, proof: Bytes): Promise<void>
  succession(ended: Hash): Promise<Bytes | undefined>
}

/** A community recovers a few times in its life. */
const MOST_IN_MEMORY = 16

export class Successions {
  private readonly archive: ProofsOfEras
  private readonly known = new Map<string, Succession>()

  constructor(archive: ProofsOfEras) {
    this.archive = archive
  }

  /** An era begins with this block, which carries the recovery; `final`: what was final here before. */
  begun(source: EraSource, { block, parent }: Step, final: number): void {
    if (block.certificate === null) return
    const least = standingOf(new View(parent.tree)).final
    const heights = { named: parent.header.height, final, least }
    const shown = proveEra(source, heights, block.certificate)
    if (shown) this.put(parent.header.chain, shown)
  }

  /** Made here, or followed on the way in. */
  put(ended: Hash, shown: Succession): void {
    if (this.known.has(nameOf32(ended))) return
    this.remember(ended, shown)
    void this.archive.putSuccession(ended, encode(successionCodec, shown)).catch(() => {})
  }

  private remember(ended: Hash, shown: Succession): void {
    this.known.set(nameOf32(ended), shown)
    if (this.known.size > MOST_IN_MEMORY) this.known.delete(this.known.keys().next().value!)
  }

  /** Fetches from the disk what is about to be asked for. */
  async fetch(ended: Hash): Promise<void> {
    if (this.known.has(nameOf32(ended))) return
    const wire = await this.archive.succession(ended)
    const read = wire && tryDecode(successionCodec, wire)
    if (read && 'value' in read) this.remember(ended, read.value)
  }

  of(ended: Hash): Succession | undefined {
    return this.known.get(nameOf32(ended))
  }
}
