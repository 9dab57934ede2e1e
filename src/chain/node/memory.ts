// What a peer remembers of a key, for that key's owner to hear when it starts again (rule 9), and how it vouches for
// having answered.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, list, optional, struct, uint } from '../../bytes/codec.ts'
import { type Hash, hashOf } from '../../bytes/hash.ts'
import { type Header, headerCodec } from '../block.ts'
import { MAX_DELEGATES } from '../consensus/sets.ts'
import { type Certificate, certificateCodec, type Vote, voteCodec } from '../consensus/votes.ts'

/** A header with its producer's signature: all that is needed to hold a block against its producer. */
export const signedHeaderCodec = struct({ header: headerCodec, signature: bytes(64) })
export interface SignedHeader {
  readonly header: Header
  readonly signature: Bytes
}

/** The question: whose key, and when it was asked, so that nobody can answer with yesterday's. */
export interface Recall {
  readonly chain: Hash
  readonly key: Bytes
  /** The asker's clock, in milliseconds since genesis. */
  readonly asked: number
}

/** The answer. */
export interface Memory {
  readonly recall: Recall
  /** Of the keys that signed last, at most MAX_LATEST, the latest vote that this peer holds. */
  readonly latest: readonly Vote[]
  /** The certificate of the greatest view that it holds. */
  readonly certificate: Certificate | null
  /** Every vote and every block of the asker's key that it holds, at most MAX_OWN of each, the latest. */
  readonly votes: readonly Vote[]
  readonly blocks: readonly SignedHeader[]
  /** Where a delegate answers: its key, and its signature over `vouchBytes`. */
  readonly vouched: { readonly key: Bytes; readonly signature: Bytes } | null
}

/** As many votes, and blocks, of the asker's key go with an answer. */
export const MAX_OWN = 64
/** And as many latest votes: those of two sets of the greatest size. */
export const MAX_LATEST = 2 * MAX_DELEGATES

/** What is told in an answer, beside the question and who vouches. */
export const TOLD = {
  latest: list(voteCodec, MAX_LATEST),
  certificate: optional(certificateCodec),
  votes: list(voteCodec, MAX_OWN),
  blocks: list(signedHeaderCodec, MAX_OWN),
}

const toldTag = struct(TOLD, 'told')
const recallTag = struct(
  { chain: bytes(32), key: bytes(32), asked: uint, answerer: bytes(32), told: bytes(32) },
  'recall',
)

/**
 * What a delegate signs of its answer: that it was asked, and what it told. Whoever passes an answer on can neither speak
 * in its name nor leave anything out.
 */
export function vouchBytes(memory: Omit<Memory, 'vouched'>, answerer: Bytes): Bytes {
  const { recall, latest, certificate, votes, blocks } = memory
  const { chain, key, asked } = recall
  return encode(recallTag, {
    chain,
    key,
    asked,
    answerer,
    told: toldHash({ latest, certificate, votes, blocks }),
  })
}

type Told = Pick<Memory, 'latest' | 'certificate' | 'votes' | 'blocks'>

/** What was hashed last with these votes: an answer is long, and one process may make it and hear it. */
const hashed = new WeakMap<readonly Vote[], { readonly told: Told; readonly hash: Hash }>()

function toldHash(told: Told): Hash {
  const before = hashed.get(told.votes)
  if (before && isSame(before.told, told)) return before.hash
  const hash = hashOf(toldTag, told)
  hashed.set(told.votes, { told, hash })
  return hash
}

const isSame = (a: Told, b: Told): boolean =>
  a.latest === b.latest && a.certificate === b.certificate && a.votes === b.votes && a.blocks === b.blocks
