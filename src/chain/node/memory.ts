// What a peer remembers of a key, for that key's owner to hear when it starts again (rule 9), and how it vouches for
// having answered.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct, uint } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Header, headerCodec } from '../block.ts'
import type { Certificate, Vote } from '../consensus/votes.ts'

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
  /** Of each key the latest vote that this peer holds. */
  readonly latest: readonly Vote[]
  /** The certificate of the greatest view that it holds. */
  readonly certificate: Certificate | null
  /** Every vote and every block of the asker's key that it holds, at most MAX_OWN of each, the latest. */
  readonly votes: readonly Vote[]
  readonly blocks: readonly SignedHeader[]
  /** Where a delegate answers: its key, and its signature over `recallBytes`. */
  readonly vouched: { readonly key: Bytes; readonly signature: Bytes } | null
}

/** As many votes, and blocks, of the asker's key go with an answer. */
export const MAX_OWN = 64

const recallTag = struct({ chain: bytes(32), key: bytes(32), asked: uint, answerer: bytes(32) }, 'recall')

/** What a delegate signs of its answer: that it, and nobody in its name, was asked and heard. */
export const recallBytes = ({ chain, key, asked }: Recall, answerer: Bytes): Bytes =>
  encode(recallTag, { chain, key, asked, answerer })
