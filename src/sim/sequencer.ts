// A placeholder for consensus: one peer orders everything. When delegates take turns and vote, this file goes.
import { concatBytes } from '../bytes/bytes.ts'
import { encode, uint } from '../bytes/codec.ts'
import { type Hash, sha256 } from '../bytes/hash.ts'
import type { Block } from '../chain/block.ts'
import type { Community } from '../chain/community.ts'
import { type Executed, Execution, isInvalid } from '../chain/execute.ts'
import { nextDueSlot } from '../chain/kernel/schedule.ts'
import type { Dropped, Pool } from '../chain/pool.ts'
import { View } from '../chain/store.ts'
import type { Signer } from '../crypto/keys.ts'

/** Which peer it is. */
export const SEQUENCER = 0

const NONE = new Uint8Array(32)
const NOBODY = new Uint8Array(20)
/** With one peer that orders, a block is as good as final once it has a child. */
export const finalHeightAt = (height: number): number => Math.max(0, height - 2)

const revealAt = (chainId: Hash, slot: number): Hash => sha256(concatBytes(chainId, encode(uint, slot)))

/** Whether a slot has something to do: waiting transactions, a batch, a boundary, or a block to show life. */
export function isDue({ genesis }: Community, head: Executed, pool: Pool, slot: number): boolean {
  if (slot <= head.header.slot) return false
  if (pool.size > 0 || head.batch.length > 0) return true
  if (slot - head.header.slot >= genesis.idleSlots) return true
  return nextDueSlot(new View(head.tree), genesis) <= slot
}

/** Builds the block of a slot on the head from what the pool has; undefined where the rules are not here. */
export async function sequence(
  community: Community,
  head: Executed,
  pool: Pool,
  slot: number,
  signer: Signer,
  dropped: Dropped,
): Promise<{ block: Block; executed: Executed } | undefined> {
  const height = head.header.height + 1
  const reveal = revealAt(community.chainId, slot)
  const execution = Execution.open(community, head, { slot, reveal, finalHeight: finalHeightAt(height) })
  if (isInvalid(execution)) return undefined
  const transactions = pool.fill(execution, dropped)
  const justify = { source: NONE, view: 0, certificate: NONE }
  const claims = { view: slot, producer: NOBODY, active: NONE, activeNext: NONE, justify }
  const executed = execution.seal(claims)
  const { header, hash } = executed
  const block = { header, hash, certificate: null, signature: await signer.sign(hash), transactions }
  return { block, executed }
}
