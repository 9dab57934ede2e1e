// What a reader trusts who executes nothing: the delegates of one era, from a checkpoint on or one hand-over on.
import { equalBytes } from '../../bytes/bytes.ts'
import { list, struct } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Header, headerCodec, headerHash } from '../block.ts'
import { type DelegateSet, setCodec } from '../consensus/sets.ts'
import { Active } from './active.ts'

export class Trust {
  readonly chain: Hash
  /** A final block at which the newest set was already named: what opens a later hand-over lies above it. */
  readonly height: number
  readonly hash: Hash
  /** The newest set alone. */
  readonly alone: Active
  /** The set before it together with it, while their hand-over may be open. */
  readonly joint: Active | undefined
  private settled: Trust | undefined

  constructor(chain: Hash, height: number, hash: Hash, alone: Active, joint?: Active) {
    this.chain = chain
    this.height = height
    this.hash = hash
    this.alone = alone
    this.joint = joint
  }

  /** In a block whose hash is trusted (genesis, or a recent final one), and the sets active at its child. */
  static in(chain: Hash, height: number, hash: Hash, active: readonly DelegateSet[]): Trust {
    const newest = active[active.length - 1]
    if (!newest) throw new RangeError('nobody to trust')
    const alone = Active.of(chain, [newest])
    return new Trust(chain, height, hash, alone, active.length > 1 ? Active.of(chain, active) : undefined)
  }

  get set(): DelegateSet {
    return this.alone.newest
  }

  /** The trusted sets that a header names by their hash. */
  named(active: string): Active | undefined {
    if (active === this.alone.name) return this.alone
    return active === this.joint?.name ? this.joint : undefined
  }

  /** Once the hand-over is seen closed in a final block. */
  closed(): Trust {
    if (!this.joint) return this
    return (this.settled ??= new Trust(this.chain, this.height, this.hash, this.alone))
  }
}

/** A header, and the sets active at its child. */
export const checkpointCodec = struct({
  header: headerCodec,
  active: list(setCodec, 2),
})
export type ShownCheckpoint = ReturnType<typeof checkpointCodec.read>

/** Joining (rule 8): trust in a block by its hash. The header and the sets may come from anybody. */
export function checkpoint(hash: Hash, header: Header, active: readonly DelegateSet[]): Trust | undefined {
  // Joining (rule 8): only the block with the trusted hash,
  if (!equalBytes(headerHash(header), hash)) return undefined
  if (active.length < 1 || active.length > 2 || active.some(set => set.length === 0)) return undefined
  const trust = Trust.in(header.chain, header.height, hash, active)
  // Joining (rule 8): and only the sets that it names.
  return equalBytes((trust.joint ?? trust.alone).hash, header.activeNext) ? trust : undefined
}
