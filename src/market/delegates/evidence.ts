// Evidence (rule 6): two votes or two blocks that one key signed in one era and that contradict each other. The era may
// be an earlier one: those who made a recovery necessary answer for it when it has come.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, type Codec, oneOf, struct, uint } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Header, headerCodec, headerHash } from '../../chain/block.ts'
import { isDoubleBlock, isOffence } from '../../chain/consensus/evidence.ts'
import { type Ballot, voteBytes } from '../../chain/consensus/votes.ts'
import type { CarriedSignature } from '../../chain/module.ts'

const signature = bytes(64)
const signedBallot = struct({
  chain: bytes(32),
  height: uint,
  view: uint,
  block: bytes(32),
  sourceView: uint,
  source: bytes(32),
  signature,
})
const signedHeader = struct({ header: headerCodec, signature })

export type SignedBallot = Ballot & { readonly chain: Hash; readonly signature: Bytes }
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

const erasOf = ({ kind, first, second }: Evidence): readonly [Hash, Hash] =>
  kind === 'votes' ? [first.chain, second.chain] : [first.header.chain, second.header.chain]

/** The era that both were signed in. */
export const eraOf = (evidence: Evidence): Hash => erasOf(evidence)[0]

/** Whether the two contradict each other, whoever signed them. */
export function contradicts(evidence: Evidence): boolean {
  // Evidence (rule 6): of one era; a view, or a slot, may be used in each.
  if (!equalBytes(...erasOf(evidence))) return false
  if (evidence.kind === 'votes') return isOffence(evidence.first, evidence.second)
  const block = ({ header }: SignedHeader) => ({ slot: header.slot, hash: headerHash(header) })
  return isDoubleBlock(block(evidence.first), block(evidence.second))
}

/** The signatures by this key that must hold. */
export function signaturesIn(key: Bytes, evidence: Evidence): readonly CarriedSignature[] {
  if (evidence.kind === 'votes')
    return [evidence.first, evidence.second].map(({ signature, chain, ...ballot }) => ({
      publicKey: key,
      message: voteBytes(chain, ballot),
      signature,
    }))
  return [evidence.first, evidence.second].map(({ header, signature }) => ({
    publicKey: key,
    message: headerHash(header),
    signature,
  }))
}
