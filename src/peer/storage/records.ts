// The records of a peer's disk: keys of a kind, a height, a number or a name, and canonical values. The form of the
// format record itself never changes, so that every version can tell that a store is newer than itself.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import {
  bool,
  bytes,
  type Codec,
  encode,
  list,
  oneOf,
  optional,
  struct,
  tryDecode,
  u16,
  u32,
  uint,
} from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { type Certificate, certificateCodec } from '../../chain/consensus/votes.ts'
import { MAX_HEADLINE_BYTES } from '../../chain/light/headline.ts'
import { MAX_BLOCK_BYTES } from '../../chain/limits.ts'
import type { Contradiction, OwnRecord } from '../../chain/node/keep.ts'
import { writesCodec } from '../../chain/tree/diff.ts'
import type { Entry, Write } from './disk.ts'

export const STORE_FORMAT = 1

const KIND = {
  format: 0,
  genesis: 1,
  final: 2,
  floor: 3,
  underway: 4,
  block: 5,
  diff: 6,
  manifest: 7,
  chunk: 8,
  /** Which block of a height is the final one. */
  place: 9,
  certificate: 10,
  /** A delegate's voting record. */
  record: 11,
  handover: 12,
  /** A snapshot on its way from others: which one, and its parts. */
  fetching: 13,
  part: 14,
  /** What a peer notes for itself: see notes.ts. */
  note: 15,
  /** Why this peer stopped for good. */
  halt: 16,
  /** How an era ended. */
  succession: 17,
  /** Sets that were active, by the hash that headers name them by. */
  sets: 18,
  /** The notebook: its own format, entries by log and place, proofs of forks by log. */
  notebook: 24,
  entry: 25,
  fork: 26,
}

const kind = (each: keyof typeof KIND): Bytes => Uint8Array.of(KIND[each])

export const FORMAT_KEY = kind('format')
export const GENESIS_KEY = kind('genesis')
export const FINAL_KEY = kind('final')
export const FLOOR_KEY = kind('floor')
export const UNDERWAY_KEY = kind('underway')
export const FETCHING_KEY = kind('fetching')
export const HALT_KEY = kind('halt')
/** The beginnings of all keys of a kind. */
export const BLOCKS = kind('block')
export const MANIFESTS = kind('manifest')
export const PLACES = kind('place')
export const CERTIFICATES = kind('certificate')
export const RECORDS = kind('record')
export const HANDOVERS = kind('handover')
export const PARTS = kind('part')
const NOTES = kind('note')
const SUCCESSIONS = kind('succession')
const SETS = kind('sets')
export const NOTEBOOK_FORMAT_KEY = kind('notebook')
export const NOTEBOOK_ENTRIES = kind('entry')
export const NOTEBOOK_FORKS = kind('fork')

function key(of: keyof typeof KIND, height: number, size = 7): Bytes {
  const made = new Uint8Array(size)
  const view = new DataView(made.buffer)
  made[0] = KIND[of]
  view.setUint16(1, Math.floor(height / 2 ** 32))
  view.setUint32(3, height % 2 ** 32)
  return made
}

const HASHED = 7 + 32

function hashedKey(of: keyof typeof KIND, height: number, hash: Bytes): Bytes {
  const made = key(of, height, HASHED)
  made.set(hash, 7)
  return made
}

/** Several blocks of one height may be here, until one is final. */
export const blockKey = (height: number, hash: Bytes): Bytes => hashedKey('block', height, hash)
export const diffKey = (height: number, hash: Bytes): Bytes => hashedKey('diff', height, hash)
/** The greatest key of a block up to a height. */
export const blocksUpTo = (height: number): Bytes => blockKey(height, new Uint8Array(32).fill(0xff))
export const certificateKey = (height: number, hash: Bytes): Bytes => hashedKey('certificate', height, hash)
export const placeKey = (height: number): Bytes => key('place', height)
export const manifestKey = (height: number): Bytes => key('manifest', height)
export const handoverKey = (boundary: number): Bytes => key('handover', boundary)
export const successionKey = (ended: Hash): Bytes => concatBytes(SUCCESSIONS, ended)
export const setsKey = (active: Hash): Bytes => concatBytes(SETS, active)
export const partKey = (index: number): Bytes => key('part', index)
export const isNote = (of: Bytes): boolean => of[0] === KIND.note
export const noteKey = (name: string): Bytes => concatBytes(NOTES, new TextEncoder().encode(name))
export function chunkKey(height: number, index: number): Bytes {
  const made = key('chunk', height, 11)
  new DataView(made.buffer).setUint32(7, index)
  return made
}

/** The height in a key that has one. */
export function heightIn(of: Bytes): number {
  const view = new DataView(of.buffer, of.byteOffset)
  return view.getUint16(1) * 2 ** 32 + view.getUint32(3)
}

/** The hash in the key of a block. */
export const hashIn = (of: Bytes): Bytes => of.slice(7, HASHED)

export const formatCodec = struct({ format: u16 }, 'store')

/** The last final block. */
export const finalCodec = struct({ height: uint, hash: bytes(32) })
export type Spot = ReturnType<typeof finalCodec.read>

/** The lowest heights of which a final block and a diff may still be here. */
export const floorCodec = struct({ blocks: uint, diffs: uint })
export type Floor = ReturnType<typeof floorCodec.read>

/** A snapshot that is being written, so that what a crash leaves of it is found and removed. */
export const underwayCodec = struct({ height: uint, chunks: u32 })

export const blockCodec = struct({
  wire: bytes(1, MAX_BLOCK_BYTES),
  /** What its branch proved final: an input of its execution. */
  busy: bool,
})

/** What a block changed in its parent's state. */
export const diffCodec = struct({ writes: writesCodec })

/** The snapshot that is on its way from others: its headline, and how many parts of it are here. */
export const fetchingCodec = struct({ headline: bytes(1, MAX_HEADLINE_BYTES), parts: u32 })

export const placeCodec = struct({ hash: bytes(32) })

/** A whole snapshot of the state after this final block. Written after its chunks: where it stands, they do. */
export const manifestCodec = struct({ height: uint, hash: bytes(32), chunks: u32 })
export type Manifest = ReturnType<typeof manifestCodec.read>

const recordCodec = struct({
  key: bytes(32),
  chain: bytes(32),
  view: uint,
  lock: uint,
  slot: uint,
  retired: bool,
})

/** One for each pair of key and era. */
export const recordWrite = (record: OwnRecord): Write => ({
  key: concatBytes(RECORDS, record.key, record.chain),
  value: encode(recordCodec, record),
})

/** Where it cannot be read the key must never sign again: nobody here knows what it signed. */
export function recordIn({ key, value }: Entry): OwnRecord {
  const lost = { view: 0, lock: 0, slot: 0, retired: true }
  return recorded(recordCodec, value) ?? { key: key.slice(1, 33), chain: key.slice(33, 65), ...lost }
}

/** Of more keys than any few sets have none is named. */
const MAX_NAMED = 4096

const haltCodec = struct({
  reason: oneOf('conflicting-finals', 'recovery'),
  held: finalCodec,
  other: finalCodec,
  keys: optional(list(bytes(32), MAX_NAMED)),
})

export function haltWrite(halt: Contradiction): Write {
  const keys = halt.reason === 'recovery' ? null : halt.keys.slice(0, MAX_NAMED)
  return { key: HALT_KEY, value: encode(haltCodec, { ...halt, keys }) }
}

const UNREADABLE: Spot = { height: 0, hash: new Uint8Array(32) }

/** Where it cannot be read the peer stops all the same, and cannot say any more between what. */
export function haltIn(record: Bytes | undefined): Contradiction | undefined {
  if (!record) return undefined
  const { reason, held, other, keys } = recorded(haltCodec, record) ?? {
    ...{ reason: 'conflicting-finals', held: UNREADABLE, other: UNREADABLE, keys: null },
  }
  return reason === 'recovery'
    ? { reason, held, other }
    : { reason: 'conflicting-finals', held, other, keys: keys ?? [] }
}

export const certificateWrite = (certificate: Certificate): Write => ({
  key: certificateKey(certificate.height, certificate.block),
  value: encode(certificateCodec, certificate),
})

/** The value of a record, or undefined where it is missing or unreadable. */
export function recorded<T>(codec: Codec<T>, record: Bytes | undefined): T | undefined {
  if (!record) return undefined
  const read = tryDecode(codec, record)
  return 'value' in read ? read.value : undefined
}
