// Answering others: one answer after the other, in pieces, each made only when the stream has room for it.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import { divFloor } from '../../bytes/integer.ts'
import { type Block, writeBlock } from '../../chain/block.ts'
import { writeHeadline } from '../../chain/light/headline.ts'
import { chunkFrom } from '../../chain/tree/snapshot.ts'
import { frameOf } from '../frames/frame.ts'
import { ANSWER_BYTES, MAX_ANCHORS, MAX_ANSWER_BYTES, PIECE_BYTES } from '../frames/limits.ts'
import {
  anchorsCodec,
  blocksCodec,
  chunkCodec,
  headlinesCodec,
  lightAnswerCodec,
  type Question,
  type Request,
} from '../frames/requests.ts'
import type { SyncEffect } from './effect.ts'
import type { SyncLimits } from './limits.ts'
import type { Source } from './source.ts'

interface Line {
  readonly waiting: Request[]
  current: { readonly id: number; readonly answer: Bytes; index: number } | undefined
  unsent: number
}

export class Serve {
  private readonly lines = new Map<string, Line>()
  private readonly source: Source
  private readonly limits: SyncLimits

  constructor(source: Source, limits: SyncLimits) {
    this.source = source
    this.limits = limits
  }

  /** The longest that anybody waits, for checkers. */
  get waiting(): number {
    let most = 0
    for (const { waiting } of this.lines.values()) most = Math.max(most, waiting.length)
    return most
  }

  join(neighbour: string): void {
    if (!this.lines.has(neighbour)) this.lines.set(neighbour, { waiting: [], current: undefined, unsent: 0 })
  }

  leave(neighbour: string): void {
    this.lines.delete(neighbour)
  }

  hear(from: string, request: Request): readonly SyncEffect[] {
    const line = this.lines.get(from)
    // Who asks more than it waits for is not answered; what the network doubled is answered once.
    if (!line || line.waiting.length >= this.limits.waiting) return []
    if (line.current?.id === request.id || line.waiting.some(({ id }) => id === request.id)) return []
    line.waiting.push(request)
    return this.pump(from, line)
  }

  drained(neighbour: string, unsent: number): readonly SyncEffect[] {
    const line = this.lines.get(neighbour)
    if (!line) return []
    line.unsent = unsent
    return this.pump(neighbour, line)
  }

  private pump(to: string, line: Line): SyncEffect[] {
    const effects: SyncEffect[] = []
    const { unsentBytes } = this.limits
    for (;;) {
      line.current ??= this.begin(line.waiting.shift())
      const { current } = line
      if (!current) return effects
      const { id, answer, index } = current
      const bytes = answer.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
      const frame = frameOf({ kind: 'piece', body: { id, index, total: answer.length, bytes } })
      if (line.unsent + frame.length > unsentBytes) return effects
      if (unsentBytes !== Number.POSITIVE_INFINITY) line.unsent += frame.length
      effects.push({ kind: 'frame', to, stream: 'bulk', bytes: frame })
      current.index += 1
      if (current.index * PIECE_BYTES >= answer.length) line.current = undefined
    }
  }

  private begin(request: Request | undefined): Line['current'] {
    if (!request) return undefined
    const answer = this.answer(request.question)
    return { id: request.id, answer: answer ?? NO_ANSWER, index: 0 }
  }

  private answer(question: Question): Bytes | undefined {
    const { source } = this
    switch (question.kind) {
      case 'ancestry':
        return this.blocks(this.ancestry(question.body))
      case 'range': {
        const { from, count } = question.body
        return this.blocks(upwards(from, count, height => source.blockAt(height)))
      }
      case 'headlines': {
        const { from, count } = question.body
        return together(
          headlinesCodec,
          map(
            upwards(from, count, height => source.headlineAt(height)),
            writeHeadline,
          ),
        )
      }
      case 'anchors':
        return together(anchorsCodec, source.anchors().slice(0, MAX_ANCHORS).map(writeHeadline))
      case 'chunk': {
        const { state, from, to } = question.body
        const tree = source.state(state)
        return tree && encode(chunkCodec, chunkFrom(tree, from, undefined, to))
      }
      case 'light': {
        const answer = source.light(question.body)
        if (!answer || answer.length > MAX_ANSWER_BYTES - 8) return undefined
        return encode(lightAnswerCodec, answer)
      }
    }
  }

  private *ancestry({ hash, count, above }: { hash: Bytes; count: number; above: number }): Iterable<Block> {
    let next: Bytes = hash
    for (let i = 0; i < count; i++) {
      const block = this.source.block(next)
      // What was asked for by its hash is answered at whatever height.
      if (!block || (i > 0 && block.header.height <= above)) return
      yield block
      next = block.header.parent
    }
  }

  private blocks(blocks: Iterable<Block>): Bytes | undefined {
    return together(blocksCodec, map(blocks, writeBlock))
  }
}

const NO_ANSWER = new Uint8Array(0)

function* upwards<T>(from: number, count: number, at: (height: number) => T | undefined): Iterable<T> {
  for (let height = from; height < from + count; height++) {
    const each = at(height)
    if (each === undefined) return
    yield each
  }
}

function* map<T, R>(items: Iterable<T>, change: (item: T) => R): Iterable<R> {
  for (const item of items) yield change(item)
}

/** As many as fit, the first in any case; undefined where there are none. */
function together(codec: Codec<readonly Bytes[]>, wires: Iterable<Bytes>): Bytes | undefined {
  const some: Bytes[] = []
  let size = 0
  for (const wire of wires) {
    size += wire.length
    if (some.length > 0 && size > ANSWER_BYTES) break
    some.push(wire)
  }
  return some.length > 0 ? encode(codec, some) : undefined
}

/** How many pieces an answer of this length comes in. */
export const piecesOf = (total: number): number => Math.max(1, divFloor(total + PIECE_BYTES - 1, PIECE_BYTES))
