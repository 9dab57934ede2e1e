// Proofs of outcomes: what became of a transaction, in a block that is final or an ancestor of one.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, integer, list, struct, tryDecode, u32 } from '../../bytes/codec.ts'
import { type Header, headerCodec, headerHash } from '../block.ts'
import { proveItem, verifyItem } from '../merkle.ts'
import { type Outcome, outcomeCodec } from '../outcomes.ts'
import { MAX_U48 } from '../table.ts'
import type { Final } from './finals.ts'

/** Headers between the block and a final one that the reader knows: as far as it may have missed some. */
const MAX_PATH = 64
const MAX_ITEM_BYTES = 256
const MAX_SIBLINGS = 32

export const outcomeProofCodec = struct({
  /** The final block that the reader knows. */
  height: integer(0, MAX_U48),
  block: bytes(32),
  /** The headers from the block with the outcome up to the parent of the known one; none where it is that one. */
  path: list(headerCodec, MAX_PATH),
  item: bytes(1, MAX_ITEM_BYTES),
  index: u32,
  count: u32,
  siblings: list(bytes(32), MAX_SIBLINGS),
})
export type OutcomeProof = ReturnType<typeof outcomeProofCodec.read>

export const writeOutcomeProof = (proof: OutcomeProof): Bytes => encode(outcomeProofCodec, proof)

export function readOutcomeProof(wire: Bytes): OutcomeProof | undefined {
  const read = tryDecode(outcomeProofCodec, wire)
  return 'value' in read ? read.value : undefined
}

/** Made by a full peer, of the items of a block's outcomes and its place among them. */
export function proveOutcome(
  anchor: { readonly height: number; readonly hash: Bytes },
  path: readonly Header[],
  items: readonly Bytes[],
  index: number,
): OutcomeProof {
  const { siblings, count } = proveItem(items, index)
  return { height: anchor.height, block: anchor.hash, path, item: items[index]!, index, count, siblings }
}

/** The outcome that is proven at this final block. */
export function provenOutcome(
  anchor: Final,
  { path, item, index, count, siblings }: OutcomeProof,
): Outcome | undefined {
  let holder = anchor.headline?.header
  if (!holder) return undefined
  for (let i = path.length - 1; i >= 0; i--) {
    // Finality (rule 3): a final block's ancestors are final.
    if (!equalBytes(headerHash(path[i]!), holder.parent)) return undefined
    holder = path[i]!
  }
  if (!verifyItem(holder.outcomes, item, { index, count, siblings })) return undefined
  const read = tryDecode(outcomeCodec, item)
  return 'value' in read ? read.value : undefined
}
