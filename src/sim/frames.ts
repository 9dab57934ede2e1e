// What peers of the world say to each other.
import { type Bytes, concatBytes } from '../bytes/bytes.ts'
import { bytes, encode, list, tryDecode, uint } from '../bytes/codec.ts'
import { MAX_BLOCK_BYTES } from '../chain/limits.ts'

const TRANSACTION = 1
const BLOCKS = 2
const ASK = 3

/** As many blocks as one answer holds, and about how many bytes. */
export const ANSWER_BLOCKS = 32
export const ANSWER_BYTES = 1 << 18

const blocksCodec = list(bytes(1, MAX_BLOCK_BYTES), ANSWER_BLOCKS)

export type Frame =
  | { readonly kind: 'transaction'; readonly wire: Bytes }
  | { readonly kind: 'blocks'; readonly wires: readonly Bytes[] }
  /** For the blocks above this height. */
  | { readonly kind: 'ask'; readonly height: number }

export function writeFrame(frame: Frame): Bytes {
  if (frame.kind === 'transaction') return concatBytes(Uint8Array.of(TRANSACTION), frame.wire)
  if (frame.kind === 'blocks') return concatBytes(Uint8Array.of(BLOCKS), encode(blocksCodec, frame.wires))
  return concatBytes(Uint8Array.of(ASK), encode(uint, frame.height))
}

export function readFrame(frame: Bytes): Frame | undefined {
  const body = frame.subarray(1)
  if (frame[0] === TRANSACTION) return { kind: 'transaction', wire: body.slice() }
  if (frame[0] === BLOCKS) {
    const read = tryDecode(blocksCodec, body)
    return 'value' in read ? { kind: 'blocks', wires: read.value } : undefined
  }
  if (frame[0] !== ASK) return undefined
  const read = tryDecode(uint, body)
  return 'value' in read ? { kind: 'ask', height: read.value } : undefined
}
