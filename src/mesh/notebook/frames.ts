// What neighbours say to each other about the notebook. It travels as bytes in one part of a bulk frame, so that a peer
// that never opened the notebook reads none of it.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import {
  bool,
  bytes,
  type Codec,
  decodeSharing,
  encode,
  FormError,
  integer,
  list,
  type Of,
  optional,
  struct,
  u8,
  u32,
} from '../../bytes/codec.ts'
import { type Choice, choice } from '../frames/choice.ts'
import { NAME_BYTES } from '../frames/limits.ts'
import { MAX_ENTRY_BYTES, PAGE, REMOVALS, sealedCodec } from './entry.ts'
import { MAX_HEADS, MAX_WANTS, PAGE_ENTRIES } from './limits.ts'
import type { Head } from './log.ts'

/** Logs are compared by the first four bits of their device. */
export const BUCKETS = 16
export const bucketOf = (device: Bytes): number => device[0]! >> 4

const logFields = { device: bytes(32), strand: integer(PAGE, REMOVALS) }

const headCodec: Codec<Head> = struct({
  ...logFields,
  base: u32,
  tip: optional(struct({ place: u32, hash: bytes(32) })),
  fork: optional(u32),
})

const wantCodec = struct({
  ...logFields,
  /** The first place that is wanted. */
  from: u32,
  /** The proof of a fork is wanted, too. */
  proof: bool,
})
export type Want = Of<typeof wantCodec>

const SAID = {
  /** A digest of all heads, by bucket: whoever has others says those heads, and its own digest; an answer is not answered. */
  digest: { number: 1, codec: struct({ buckets: bytes(BUCKETS * NAME_BYTES), answer: bool }) },
  heads: { number: 2, codec: struct({ heads: list(headCodec, MAX_HEADS) }) },
  want: { number: 3, codec: struct({ wants: list(wantCodec, MAX_WANTS) }) },
  /** Of one log, in order. */
  entries: {
    number: 4,
    codec: struct({ ...logFields, entries: list(bytes(0, MAX_ENTRY_BYTES), PAGE_ENTRIES) }),
  },
  proof: { number: 5, codec: struct({ one: sealedCodec, other: sealedCodec }) },
}

/** The version of these forms, in front. */
const VERSION = 1
const saidCodec = choice(SAID, ['digest', 'heads', 'want', 'entries', 'proof'])
export type Said = Choice<typeof SAID>
const whole = struct({ version: u8, said: saidCodec })

export const writeSaid = (said: Said): Bytes => encode(whole, { version: VERSION, said })

/** `version`: nobody is to blame. */
export function readSaid(wire: Bytes): Said | 'form' | 'version' {
  // A list of two, and then the version.
  if (wire[0] === 0x82 && wire[1] !== VERSION) return 'version'
  try {
    return decodeSharing(whole, wire).said
  } catch (error) {
    if (error instanceof FormError) return 'form'
    throw error
  }
}

export const headBytes = (head: Head): Bytes => encode(headCodec, head)
export const sameHead = (a: Head, b: Head): boolean => equalBytes(headBytes(a), headBytes(b))
