// Levels in the order of their prices, the best at the end: a list of short lists, so that a thousand prices and a
// hundred thousand cost nearly the same.
import type { Level, MemoryOrder } from './level.ts'

const MOST = 128

export class Ranks<O extends MemoryOrder> {
  readonly #chunks: Level<O>[][] = []
  #best: Level<O> | undefined = undefined

  get best(): Level<O> | undefined {
    return this.#best
  }

  add(level: Level<O>): void {
    if (this.#best === undefined || level.rank > this.#best.rank) this.#best = level
    const at = this.#chunkFor(level.rank)
    const chunk = this.#chunks[at]
    if (chunk === undefined) {
      this.#chunks.push([level])
      return
    }
    chunk.splice(above(chunk, level.rank), 0, level)
    if (chunk.length > MOST) this.#chunks.splice(at + 1, 0, chunk.splice(MOST >> 1))
  }

  remove(level: Level<O>): void {
    const at = this.#chunkFor(level.rank)
    const chunk = this.#chunks[at]!
    if (level === this.#best) chunk.pop()
    else chunk.splice(above(chunk, level.rank) - 1, 1)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
    if (level === this.#best) this.#best = this.#chunks.at(-1)?.at(-1)
  }

  /** The best of the levels that are worse than a rank. */
  below(rank: number): Level<O> | undefined {
    let at = this.#chunkFor(rank)
    const chunk = this.#chunks[at]
    if (chunk === undefined) return undefined
    let index = above(chunk, rank) - 1
    if (index >= 0 && chunk[index]!.rank === rank) index -= 1
    if (index >= 0) return chunk[index]
    at -= 1
    return at >= 0 ? this.#chunks[at]!.at(-1) : undefined
  }

  /** The last chunk that begins at or below a rank, or the first. */
  #chunkFor(rank: number): number {
    const chunks = this.#chunks
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (chunks[middle]![0]!.rank <= rank) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** The index of the first level of a chunk that is better than a rank. */
function above<O extends MemoryOrder>(chunk: readonly Level<O>[], rank: number): number {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (chunk[middle]!.rank <= rank) low = middle + 1
    else high = middle
  }
  return low
}
