// Evidence (rule 6): two votes or two blocks that one key signed and that contradict each other. The chain id is the
// accusation's own, so what was signed in another era, or community, does not verify.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, oneOf, struct, uint } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Header, headerCodec, headerHash } from '../../chain/block.ts'
import { isDoubleBlock, isOffence } from '../../chain/consensus/evidence.ts'
import { type Ballot, voteBytes } from '../../chain/consensus/votes.ts'
import type { CarriedSignature } from '../../chain/module.ts'

const signature = bytes(64)
const signedBallot = struct({
  height: uint,
  view: uint,
  block: bytes(32),
  sourceView: uint,
  source: bytes(32),
  signature,
})
const signedHeader = struct({ header: headerCodec, signature })

export type SignedBallot = Ballot & { readonly signature: Bytes }
export interface SignedHeader {
  readonly header: Header
  readonly signature: Bytes
}

export type Evidence =
  | { readonly kind: 'votes'; readonly first: SignedBallot; readonly second: SignedBallot }
  | { readonly kind: 'blocks'; readonly first: SignedHeader; readonly second: SignedHeader }

/** CBOR's major type of arrays. */
const ARRAY = 4

const kind = oneOf('votes', 'blocks')

export const evidenceCodec: Codec<Evidence> = {
  form: `[“votes”, first: ${signedBallot.form}, second: the same] or [“blocks”, first: ${signedHeader.form}, second: the same]`,
  write(writer, evidence) {
    writer.head(ARRAY, 3)
    kind.write(writer, evidence.kind)
    const codec: Codec<any> = evidence.kind === 'votes' ? signedBallot : signedHeader
    codec.write(writer, evidence.first)
    codec.write(writer, evidence.second)
  },
  read(reader) {
    reader.bounded(ARRAY, 3, 3)
    if (kind.read(reader) === 'votes')
      return { kind: 'votes', first: signedBallot.read(reader), second: signedBallot.read(reader) }
    return { kind: 'blocks', first: signedHeader.read(reader), second: signedHeader.read(reader) }
  },
}

const NO_CHAIN: Hash = new Uint8Array(32)

/** Whether the two contradict each other, whoever signed them. */
export function contradicts(evidence: Evidence): boolean {
  if (evidence.kind === 'votes') return isOffence(evidence.first, evidence.second)
  // Under one chain id, as their signatures are verified: naming another does not make two blocks of one.
  const block = ({ header }: SignedHeader) => ({
    slot: header.slot,
    hash: headerHash({ ...header, chain: NO_CHAIN }),
  })
  return isDoubleBlock(block(evidence.first), block(evidence.second))
}

/** The signatures by this key that must hold, all under one chain id. */
export function signaturesIn(key: Bytes, evidence: Evidence, chain: Hash): readonly CarriedSignature[] {
  if (evidence.kind === 'votes')
    return [evidence.first, evidence.second].map(({ signature, ...ballot }) => ({
      publicKey: key,
      message: voteBytes(chain, ballot),
      signature,
    }))
  return [evidence.first, evidence.second].map(({ header, signature }) => ({
    publicKey: key,
    message: headerHash({ ...header, chain }),
    signature,
  }))
}
