// What one peer asks another for, and the forms of the answers. An answer's form follows from its question.
import { bytes, integer, list, type Of, optional, struct, u8, u32 } from '../../bytes/codec.ts'
import { MAX_HEADLINE_BYTES } from '../../chain/light/headline.ts'
import { MAX_BLOCK_BYTES } from '../../chain/limits.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { MAX_KEY_BYTES } from '../../chain/tree/bounds.ts'
import { chunkCodec } from '../../chain/tree/snapshot.ts'
import { type Choice, choice } from './choice.ts'
import {
  MAX_ANCHORS,
  MAX_ANSWER_BLOCKS,
  MAX_ANSWER_BYTES,
  MAX_ANSWER_HEADLINES,
  MAX_QUESTION_BYTES,
  PIECE_BYTES,
} from './limits.ts'

const height = integer(0, MAX_U48)

const QUESTIONS = {
  /** A block by its hash, then its ancestors downwards: as many as asked for, none at or below a height. */
  ancestry: {
    number: 1,
    codec: struct({ hash: bytes(32), count: integer(1, MAX_ANSWER_BLOCKS), above: height }),
  },
  /** Blocks of the head's branch, upwards. */
  range: { number: 2, codec: struct({ from: height, count: integer(1, MAX_ANSWER_BLOCKS) }) },
  /** The same as headlines. */
  headlines: { number: 3, codec: struct({ from: height, count: integer(1, MAX_ANSWER_HEADLINES) }) },
  /** The final blocks whose state is kept, the newest first. */
  anchors: { number: 4, codec: struct({}) },
  /** Of the state with a root, what lies from one bound on, to another at most. */
  chunk: {
    number: 5,
    codec: struct({ state: bytes(32), from: bytes(0, MAX_KEY_BYTES), to: bytes(0, MAX_KEY_BYTES) }),
  },
  /** What light peers ask; its form and the answer's are theirs. */
  light: { number: 6, codec: bytes(1, MAX_QUESTION_BYTES) },
}
export const questionCodec = choice(QUESTIONS, [
  'ancestry',
  'range',
  'headlines',
  'anchors',
  'chunk',
  'light',
])
export type Question = Choice<typeof QUESTIONS>

export const requestCodec = struct({ id: u32, question: questionCodec })
export type Request = Of<typeof requestCodec>

/** A part of an answer. Nothing at all, of length 0, says that it cannot be had here. */
export const pieceCodec = struct({
  id: u32,
  index: u8,
  total: integer(0, MAX_ANSWER_BYTES),
  bytes: bytes(0, PIECE_BYTES),
})
export type Piece = Of<typeof pieceCodec>

export const blocksCodec = list(bytes(1, MAX_BLOCK_BYTES), MAX_ANSWER_BLOCKS)
export const headlinesCodec = list(bytes(1, MAX_HEADLINE_BYTES), MAX_ANSWER_HEADLINES)
export const anchorsCodec = list(bytes(1, MAX_HEADLINE_BYTES), MAX_ANCHORS)
export const lightAnswerCodec = optional(bytes(0, MAX_ANSWER_BYTES - 8))
export { chunkCodec }
