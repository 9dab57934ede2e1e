// The form of a hand-over proof (rule 5). It shows a block X, final by rule 3 while the hand-over was open, and so at
// or after its boundary: then the set that was named at the boundary is final too.
//
// Of what the reader can work out itself nothing is sent: it trusts the old set and knows the chain, so the hash of
// both sets follows from the members; heights and views rise by one from X; parents are hashes of what stands before;
// the last block's source is X. What is worked out is no less checked, for the votes are over the hashes of the
// rebuilt headers. X itself need not be shown: its hash is its child's parent.
import type { Bytes } from '../../bytes/bytes.ts'
import {
  bytes,
  type Codec,
  encode,
  FormError,
  integer,
  list,
  optional,
  Reader,
  struct,
  u32,
  uint,
} from '../../bytes/codec.ts'
import { type Delegate, delegateCodec, MAX_DELEGATES } from '../consensus/sets.ts'
import { MAX_U48 } from '../table.ts'

/** From X to Y. A vote reaches sixteen blocks back, so a longer way to finality hardly exists. */
export const MAX_SPAN = 32
/** Every signer of two full sets. */
const MAX_SIGNERS = 2 * MAX_DELEGATES
/** A longer proof is refused unread: a span of one or two blocks weighs a few kilobytes. */
export const MAX_HANDOVER_BYTES = 1 << 19

/** A certificate's votes: a bit for every signer in order, the highest first, and the signatures of those set. */
const votesCodec = struct({
  signers: bytes(1, (MAX_SIGNERS + 7) >> 3),
  signatures: bytes(64, 64 * MAX_SIGNERS),
})
export type PackedVotes = ReturnType<typeof votesCodec.read>

const linkCodec = struct({
  rules: u32,
  slot: integer(0, MAX_U48),
  producer: bytes(20),
  transactions: bytes(32),
  state: bytes(32),
  outcomes: bytes(32),
  reveal: bytes(32),
  /** What its justify names, but for the last block, which names X. */
  source: optional(struct({ hash: bytes(32), view: uint })),
  /** The hash of the certificate that its justify names. */
  certificate: bytes(32),
  votes: votesCodec,
})
export type Link = ReturnType<typeof linkCodec.read>

const UINT = 0
const indexCodec = integer(0, MAX_DELEGATES - 1)
/** One that stays, by its place in the old set; a new one, or one whose key or commitment changed, whole. */
const memberCodec: Codec<number | Delegate> = {
  form: `${indexCodec.form}, or ${delegateCodec.form}`,
  write(writer, member) {
    if (typeof member === 'number') indexCodec.write(writer, member)
    else delegateCodec.write(writer, member)
  },
  read: reader => (reader.peek() >>> 5 === UINT ? indexCodec.read(reader) : delegateCodec.read(reader)),
}

export const handoverCodec = struct(
  {
    /** X: its height, view and hash. */
    height: integer(0, MAX_U48 - MAX_SPAN),
    view: integer(0, Number.MAX_SAFE_INTEGER - MAX_SPAN),
    block: bytes(32),
    /** The blocks after X, up to and including Y, each with its certificate. */
    links: list(linkCodec, MAX_SPAN),
    members: list(memberCodec, MAX_DELEGATES),
  },
  'handover',
)
export type Handover = ReturnType<typeof handoverCodec.read>

export const writeHandover = (handover: Handover): Bytes => encode(handoverCodec, handover)

/** The proof that these bytes are, or undefined: whatever is not the one form of it is none. */
export function readHandover(wire: Bytes): Handover | undefined {
  if (wire.length > MAX_HANDOVER_BYTES) return undefined
  try {
    const reader = new Reader(wire)
    const handover = handoverCodec.read(reader)
    return reader.at === wire.length ? handover : undefined
  } catch (error) {
    if (error instanceof FormError) return undefined
    throw error
  }
}

/** Votes by signer, packed. */
export function packVotes(
  count: number,
  votes: readonly { readonly signer: number; readonly signature: Bytes }[],
): PackedVotes {
  const signers = new Uint8Array((count + 7) >> 3)
  const signatures = new Uint8Array(64 * votes.length)
  votes.forEach(({ signer, signature }, i) => {
    signers[signer >> 3]! |= 0x80 >> (signer & 7)
    signatures.set(signature, 64 * i)
  })
  return { signers, signatures }
}

/** Packed votes by signer, of so many signers; undefined where they are not in their one form. */
export function unpackVotes(count: number, { signers, signatures }: PackedVotes) {
  if (signers.length !== (count + 7) >> 3) return undefined
  const votes: { signer: number; signature: Bytes }[] = []
  for (let signer = 0; signer < 8 * signers.length; signer++) {
    if ((signers[signer >> 3]! & (0x80 >> (signer & 7))) === 0) continue
    if (signer >= count) return undefined
    const at = 64 * votes.length
    votes.push({ signer, signature: signatures.subarray(at, at + 64) })
  }
  return signatures.length === 64 * votes.length ? votes : undefined
}
