// Genesis: the one file that a community begins with.
import { type Bytes, compareBytes } from '../bytes/bytes.ts'
import {
  ascending,
  bytes,
  decode,
  encode,
  FormError,
  integer,
  list,
  oneOf,
  optional,
  struct,
  text,
  u32,
  uint,
} from '../bytes/codec.ts'
import { type Hash, hashOf, sha256 } from '../bytes/hash.ts'
import { MAX_GENESIS_BYTES, MAX_MODULE_PARAMS_BYTES, MAX_NAME_BYTES } from './limits.ts'

const positive = (most: number) => integer(1, most)

/** One delegate of the first set: a founder, the key it signs blocks and votes with, and its reveals. */
const firstDelegate = struct({
  founder: bytes(32),
  key: bytes(32),
  /** The end of its chain of reveals. */
  commitment: bytes(32),
})

export const genesisCodec = struct(
  {
    format: integer(1, 1),
    community: text(64),
    /** Slot 0, in milliseconds since 1970. */
    startMs: uint,
    slotMs: integer(50, 600_000),
    intervalMinutes: positive(1440),
    intervalSlots: positive(1_000_000),
    delegateCount: positive(101),
    epochBlocks: positive(1_000_000),
    /** K: after this many slots without a block, one is due. */
    idleSlots: positive(100_000),
    /** L: after this many slots without finality, books take only cancels. */
    staleSlots: positive(100_000),
    /** W: how long a returning delegate waits before it votes. */
    waitSlots: positive(100_000),
    evidenceSlots: positive(100_000_000),
    /** The window in which quotas count, and what an applicant may send in one. */
    quotaSlots: positive(1_000_000),
    applicantQuota: positive(0xffff_ffff),
    /** What the commands of one block may declare together, and what boundary hooks may use in one. */
    workBudget: integer(32, 1_000_000),
    hookBudget: positive(1_000_000),
    /** With how many resting orders one order may trade. */
    maxTrades: positive(10_000),
    rules: positive(0xffff),
    /** The module set, with each module's parameters and its own beginnings. */
    modules: ascending(
      struct({
        name: text(MAX_NAME_BYTES),
        params: bytes(0, MAX_MODULE_PARAMS_BYTES),
        begin: bytes(0, MAX_GENESIS_BYTES),
      }),
      64,
      (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    ),
    /** Tokens for invitations that exist from the beginning. */
    tokens: ascending(struct({ key: bytes(32), uses: u32, expiry: uint }), 1024, (a, b) =>
      compareBytes(a.key, b.key),
    ),
    delegates: list(firstDelegate, 101),
    turns: oneOf('election', 'fixed'),
  },
  'genesis',
)

export type Genesis = ReturnType<typeof genesisCodec.read>

/** The hash that stands for a community. */
export const genesisHashOf = (genesis: Genesis): Hash => sha256(encode(genesisCodec, genesis))

/** The genesis that these bytes are, or why they are none. */
export function readGenesis(file: Bytes): Genesis | string {
  if (file.length > MAX_GENESIS_BYTES) return 'the file is longer than a genesis may be'
  try {
    return decode(genesisCodec, file)
  } catch (error) {
    if (error instanceof FormError) return `the file is not a genesis: ${error.message}`
    throw error
  }
}

const chainTag = struct({ genesis: bytes(32), recovery: optional(bytes(32)) }, 'chain')

/** The id that everything signed names: genesis, and the latest recovery's certificate where there was one. */
export const chainIdOf = (genesisHash: Hash, recovery: Hash | null = null): Hash =>
  hashOf(chainTag, { genesis: genesisHash, recovery })
