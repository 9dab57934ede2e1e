// Answers, read and held against what was asked for: undefined where they are not an answer to it.
import { type Bytes, compareBytes, equalBytes } from '../../bytes/bytes.ts'
import { type Codec, tryDecode } from '../../bytes/codec.ts'
import { type Block, readBlock } from '../../chain/block.ts'
import { type Headline, readHeadline } from '../../chain/light/headline.ts'
import { type Chunk, chunkCodec } from '../../chain/tree/snapshot.ts'
import { anchorsCodec, blocksCodec, lightAnswerCodec } from '../frames/requests.ts'

function read<T>(codec: Codec<T>, answer: Bytes): T | undefined {
  const decoded = tryDecode(codec, answer)
  return 'value' in decoded ? decoded.value : undefined
}

function readBlocks(answer: Bytes): Block[] | undefined {
  const wires = read(blocksCodec, answer)
  if (!wires || wires.length === 0) return undefined
  const blocks: Block[] = []
  for (const wire of wires) {
    const block = readBlock(wire)
    if (typeof block === 'string') return undefined
    blocks.push(block)
  }
  return blocks
}

const isChild = (child: Block, parent: Block): boolean =>
  child.header.height === parent.header.height + 1 && equalBytes(child.header.parent, parent.hash)

/** The block of a hash and ancestors of it, the lowest first. */
export function readAncestry(answer: Bytes, hash: Bytes): Block[] | undefined {
  const blocks = readBlocks(answer)
  if (!blocks || !equalBytes(blocks[0]!.hash, hash)) return undefined
  if (!blocks.every((block, i) => i === 0 || isChild(blocks[i - 1]!, block))) return undefined
  return blocks.reverse()
}

/** Blocks from a height on, each the parent of the next. */
export function readRange(answer: Bytes, from: number, count: number): Block[] | undefined {
  const blocks = readBlocks(answer)
  if (!blocks || blocks.length > count || blocks[0]!.header.height !== from) return undefined
  return blocks.every((block, i) => i === 0 || isChild(block, blocks[i - 1]!)) ? blocks : undefined
}

export function readAnchors(answer: Bytes): Headline[] | undefined {
  const wires = read(anchorsCodec, answer)
  if (!wires) return undefined
  const anchors: Headline[] = []
  for (const wire of wires) {
    const headline = readHeadline(wire)
    if (!headline) return undefined
    anchors.push(headline)
  }
  return anchors
}

/** The chunk that begins where it was asked to, and goes no further than it was asked to. */
export function readChunk(answer: Bytes, from: Bytes, to: Bytes): Chunk | undefined {
  const chunk = read(chunkCodec, answer)
  if (!chunk || !equalBytes(chunk.from, from) || compareBytes(chunk.to, to) > 0) return undefined
  return chunk
}

export const readLight = (answer: Bytes): Bytes | undefined => read(lightAnswerCodec, answer) ?? undefined
