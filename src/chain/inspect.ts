// What can be said of a block once its parent is held and before it is executed: whether its header's claims hold, and
// which signatures must, and what its reveal must hash to. A block that passes, those too, is worth sending on.
import { equalBytes } from '../bytes/bytes.ts'
import type { Signed } from '../crypto/signed.ts'
import type { Block } from './block.ts'
import type { Community } from './community.ts'
import { branchOf, claimsOf, holdClaims, lawOf } from './consensus/claims.ts'
import { isDueAfter } from './consensus/quiet.ts'
import type { Revealed } from './consensus/reveals.ts'
import type { Delegate, DelegateSet } from './consensus/sets.ts'
import type { Certificate } from './consensus/votes.ts'
import type { Executed, Invalid } from './execute.ts'
import { View } from './store.ts'

export interface Inspected {
  readonly producer: Delegate
  /** Looked at once the producer's signature holds: it may cost a million hashes. */
  readonly reveal: Revealed
  /** The producer's over the block's hash, then those of what the block carries. */
  readonly signatures: readonly Signed[]
  /** The certificate that it carries, where it is newer than its parent's. */
  readonly certificate: Certificate | null
  /** The sets active at it. */
  readonly active: readonly DelegateSet[]
  /** Whether its slot is due on its branch. */
  readonly due: boolean
  /** Whether an era begins with it. */
  readonly recovers: boolean
}

/** Quiet (rule 1): whether a slot is due for a child of this block. */
export function isDue({ genesis }: Community, parent: Executed, slot: number): boolean {
  const before = { slot: parent.header.slot, batch: parent.batch.length > 0 }
  return isDueAfter(new View(parent.tree), genesis, before, slot)
}

export function inspect(community: Community, parent: Executed, block: Block): Inspected | Invalid {
  const { header, hash, signature } = block
  if (!equalBytes(header.parent, parent.hash) || header.height !== parent.header.height + 1)
    return { code: 'block/parent' }
  const registry = community.rules.get(parent.header.rules)
  if (!registry) return { code: 'block/unknown-rules' }
  const held = holdClaims(lawOf(community, registry), branchOf(parent), claimsOf(block))
  if (typeof held === 'string') return { code: held }
  const { producer, reveal, active, certificate, recovery } = held
  return {
    producer,
    reveal,
    signatures: [{ publicKey: producer.key, message: hash, signature }, ...held.signatures],
    certificate,
    active,
    due: isDue(community, parent, header.slot),
    recovers: recovery !== null,
  }
}
