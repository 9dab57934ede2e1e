// The records of a peer's disk: keys of a kind, a height and a number, and canonical values. The form of the format
// record itself never changes, so that every version can tell that a store is newer than itself.
import type { Bytes } from '../../bytes/bytes.ts'
import { bool, bytes, type Codec, struct, tryDecode, u16, u32, uint } from '../../bytes/codec.ts'
import { MAX_BLOCK_BYTES } from '../../chain/limits.ts'
import { writesCodec } from '../../chain/tree/diff.ts'

export const STORE_FORMAT = 1

const KIND = {
  format: 0,
  genesis: 1,
  head: 2,
  floor: 3,
  underway: 4,
  block: 5,
  diff: 6,
  manifest: 7,
  chunk: 8,
}

export const FORMAT_KEY: Bytes = Uint8Array.of(KIND.format)
export const GENESIS_KEY: Bytes = Uint8Array.of(KIND.genesis)
export const HEAD_KEY: Bytes = Uint8Array.of(KIND.head)
export const FLOOR_KEY: Bytes = Uint8Array.of(KIND.floor)
export const UNDERWAY_KEY: Bytes = Uint8Array.of(KIND.underway)
/** All snapshots' manifests. */
export const MANIFESTS: Bytes = Uint8Array.of(KIND.manifest)

function key(kind: number, height: number, size: number): Bytes {
  const made = new Uint8Array(size)
  const view = new DataView(made.buffer)
  made[0] = kind
  view.setUint16(1, Math.floor(height / 2 ** 32))
  view.setUint32(3, height % 2 ** 32)
  return made
}

export const blockKey = (height: number): Bytes => key(KIND.block, height, 7)
export const diffKey = (height: number): Bytes => key(KIND.diff, height, 7)
export const manifestKey = (height: number): Bytes => key(KIND.manifest, height, 7)
export function chunkKey(height: number, index: number): Bytes {
  const made = key(KIND.chunk, height, 11)
  new DataView(made.buffer).setUint32(7, index)
  return made
}

export const formatCodec = struct({ format: u16 }, 'store')

/** The block that is the state of this peer. */
export const headCodec = struct({ height: uint, hash: bytes(32) })

/** The lowest heights of which a block and a diff may still be here. */
export const floorCodec = struct({ blocks: uint, diffs: uint })

/** A snapshot that is being written, so that what a crash leaves of it is found and removed. */
export const underwayCodec = struct({ height: uint, chunks: u32 })

export const blockCodec = struct({
  wire: bytes(1, MAX_BLOCK_BYTES),
  /** What its branch proved final: an input of its execution. */

  busy: bool,
})

/** What the block of this hash changed in its parent's state. */
export const diffCodec = struct({ hash: bytes(32), writes: writesCodec })

/** A whole snapshot of the state after this block. Written after its chunks: where it stands, they do. */
export const manifestCodec = struct({ height: uint, hash: bytes(32), chunks: u32 })
export type Manifest = ReturnType<typeof manifestCodec.read>

/** The value of a record, or undefined where it is missing or unreadable. */
export function recorded<T>(codec: Codec<T>, record: Bytes | undefined): T | undefined {
  if (!record) return undefined
  const read = tryDecode(codec, record)
  return 'value' in read ? read.value : undefined
}
