// A recall and its answer (rule 9), between neighbours.
import { bytes, list, optional, struct, uint } from '../../bytes/codec.ts'
import { MAX_DELEGATES } from '../../chain/consensus/sets.ts'
import { certificateCodec, voteCodec } from '../../chain/consensus/votes.ts'
import { MAX_OWN, signedHeaderCodec } from '../../chain/node/memory.ts'

export const recallCodec = struct({ chain: bytes(32), key: bytes(32), asked: uint })

export const memoryCodec = struct({
  recall: recallCodec,
  /** Of the keys of two sets, the latest vote each. */
  latest: list(voteCodec, 2 * MAX_DELEGATES),
  certificate: optional(certificateCodec),
  votes: list(voteCodec, MAX_OWN),
  blocks: list(signedHeaderCodec, MAX_OWN),
  vouched: optional(struct({ key: bytes(32), signature: bytes(64) })),
})
