// A recall and its answer (rule 9), between neighbours.
import { bytes, optional, struct, uint } from '../../bytes/codec.ts'
import { TOLD } from '../../chain/node/memory.ts'

export const recallCodec = struct({ chain: bytes(32), key: bytes(32), asked: uint })

export const memoryCodec = struct({
  recall: recallCodec,
  ...TOLD,
  vouched: optional(struct({ key: bytes(32), signature: bytes(64) })),
})
