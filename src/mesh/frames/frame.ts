// A frame: the version in one byte, then the canonical list of its parts. Reading never throws.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import { encode, FormError, Reader, Writer } from '../../bytes/codec.ts'
import { readBlock, writeBlock } from '../../chain/block.ts'
import { readHandover, writeHandover } from '../../chain/light/handover.ts'
import { readHeadline, writeHeadline } from '../../chain/light/headline.ts'
import { readTransaction } from '../../chain/transaction.ts'
import { type Item, itemOf, type Said } from './item.ts'
import { FRAME_VERSION, MAX_FRAME_BYTES, MAX_PARTS } from './limits.ts'
import { type Part, partCodec } from './part.ts'

type Carrier = 'transaction' | 'block' | 'headline' | 'vote' | 'certificate' | 'handover'

/** A part, read: an item with its name, or what neighbours say to each other about items. */
export type Told =
  | { readonly kind: 'item'; readonly item: Item }
  | Exclude<Part, { readonly kind: Carrier }>
  /** Of a version of transactions or blocks that this software does not know; nobody is to blame. */
  | { readonly kind: 'unknown' }

/** `size`, `form`: no honest peer sends it. `version`: one with another software might. */
export type Fault = 'size' | 'form' | 'version'

export type Read = readonly Told[] | Fault
export type ReadFrame = (frame: Bytes) => Read

const ARRAY = 4

export function readFrame(frame: Bytes): Read {
  if (frame.length > MAX_FRAME_BYTES || frame.length < 2) return 'size'
  if (frame[0] !== FRAME_VERSION) return 'version'
  try {
    const reader = new Reader(frame, true)
    reader.at = 1
    const count = reader.bounded(ARRAY, 1, MAX_PARTS)
    const told: Told[] = []
    for (let i = 0; i < count; i++) told.push(understand(partCodec.read(reader)))
    if (reader.at !== frame.length) return 'form'
    // Of a single item the frame itself is what its neighbours get.
    const [only] = told
    if (count === 1 && only?.kind === 'item') only.item.wire ??= frame
    return told
  } catch (error) {
    if (error instanceof FormError) return 'form'
    throw error
  }
}

function understand(part: Part): Told {
  switch (part.kind) {
    case 'transaction': {
      const transaction = readTransaction(part.body)
      if (typeof transaction !== 'string') return item({ kind: 'transaction', transaction })
      return transaction === 'kernel/version' ? { kind: 'unknown' } : refuse()
    }
    case 'block': {
      const block = readBlock(part.body)
      if (typeof block !== 'string') return item({ kind: 'block', block })
      return block === 'block/format' || block === 'kernel/version' ? { kind: 'unknown' } : refuse()
    }
    case 'headline': {
      const headline = readHeadline(part.body)
      return headline ? item({ kind: 'headline', headline }) : refuse()
    }
    case 'handover': {
      const handover = readHandover(part.body)
      return handover ? item({ kind: 'handover', handover }) : refuse()
    }
    case 'vote':
      return item({ kind: 'vote', ...part.body })
    case 'certificate':
      return item({ kind: 'certificate', ...part.body })
    default:
      return part
  }
}

const item = (said: Said): Told => ({ kind: 'item', item: itemOf(said) })

function refuse(): never {
  throw new FormError('type', 0)
}

const HEAD = new Uint8Array([FRAME_VERSION, (ARRAY << 5) | 1])
/** A part's first byte. */
const PAIR = (ARRAY << 5) | 2

/** A frame of one part. */
export const frameOf = (part: Part): Bytes => concatBytes(HEAD, encode(partCodec, part))

/** The frame that carries this item alone; written once. */
export const wireOf = (each: Item): Bytes => (each.wire ??= frameOf(carrier(each.said)))

function carrier(said: Said): Part {
  switch (said.kind) {
    case 'transaction':
      return { kind: 'transaction', body: said.transaction.wire }
    case 'block':
      return { kind: 'block', body: writeBlock(said.block) }
    case 'headline':
      return { kind: 'headline', body: writeHeadline(said.headline) }
    case 'handover':
      return { kind: 'handover', body: writeHandover(said.handover) }
    case 'vote':
      return { kind: 'vote', body: { chain: said.chain, vote: said.vote } }
    case 'certificate':
      return { kind: 'certificate', body: { chain: said.chain, certificate: said.certificate } }
  }
}

/** Whether a frame is one of those about neighbours, which stand alone: told from its first bytes, before it is read. */
export const isAboutNeighbours = (frame: Bytes): boolean =>
  frame[0] === HEAD[0] && frame[1] === HEAD[1] && frame[2] === PAIR && frame[3]! >= 16 && frame[3]! < 24

/** Whether a frame is about the notebook, told in the same way. */
export const isOfNotebook = (frame: Bytes): boolean =>
  frame[0] === HEAD[0] && frame[1] === HEAD[1] && frame[2] === PAIR && frame[3] === 24 && frame[4] === 24

const joined = new WeakMap<Bytes, readonly Bytes[]>()

/** The frames that one was joined from in this process. */
export const partsOf = (frame: Bytes): readonly Bytes[] | undefined => joined.get(frame)

/** Several frames of one part each as one frame; what is within is not written again. */
export function joinFrames(frames: readonly Bytes[]): Bytes {
  const [first] = frames
  if (frames.length === 1) return first!
  const writer = new Writer()
  writer.byte(FRAME_VERSION)
  writer.head(ARRAY, frames.length)
  for (const frame of frames) writer.raw(frame.subarray(HEAD.length))
  const whole = writer.finish()
  joined.set(whole, frames)
  return whole
}
