// Where a peer stands, and a digest of what it holds that is not final yet: two neighbours that compare these find out
// whether one lacks something.
import { bool, bytes, integer, type Of, struct } from '../../bytes/codec.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { digestCodec } from './names.ts'

const placeCodec = struct({ height: integer(0, MAX_U48), hash: bytes(32) })
export type Place = Of<typeof placeCodec>

export const standingCodec = struct({ final: placeCodec, head: placeCodec })
/** The last final block and the head. */
export type Standing = Of<typeof standingCodec>

export const summaryCodec = struct({
  standing: standingCodec,
  digest: digestCodec,
  /** An answer is not answered. */
  answer: bool,
})
export type Summary = Of<typeof summaryCodec>
