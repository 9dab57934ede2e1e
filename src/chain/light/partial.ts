// A part of the state, proven: what a light peer reads instead of a tree. What is not there is named, to be fetched.
import { type Bytes, compareBytes, concatBytes } from '../../bytes/bytes.ts'
import { View } from '../store.ts'
import { MAX_KEY_BYTES } from '../tree/bounds.ts'
import type { Leaf, Tree } from '../tree/tree.ts'

/** Thrown by a reading; whoever reads fetches the range and reads again. */
export class Missing extends Error {
  readonly from: Bytes
  readonly to: Bytes

  constructor(from: Bytes, to: Bytes) {
    super('this part of the state is not proven here')
    // A table looks up in a buffer of its own, and uses it again.
    this.from = from.slice()
    this.to = to.slice()
  }
}

interface Range {
  readonly from: Bytes
  readonly to: Bytes
  /** Ascending by their keys. */
  readonly entries: readonly Leaf[]
}

/** The greatest key that may begin so. */
export const endOf = (prefix: Bytes): Bytes =>
  concatBytes(prefix, new Uint8Array(MAX_KEY_BYTES - prefix.length).fill(0xff))

export class Partial {
  private ranges: Range[] = []

  add(from: Bytes, to: Bytes, entries: readonly Leaf[]): void {
    this.ranges.push({ from, to, entries })
  }

  get view(): View {
    // Of a tree a view asks no more than this.
    return new View(this as unknown as Tree)
  }

  leaf(key: Bytes): Leaf | undefined {
    const { entries } = this.covering(key, key)
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareBytes(entries[middle]!.key, key) < 0) low = middle + 1
      else high = middle
    }
    const leaf = entries[low]
    return leaf && compareBytes(leaf.key, key) === 0 ? leaf : undefined
  }

  first(prefix: Bytes): Leaf | undefined {
    return this.prefix(prefix)[0]
  }

  prefix(prefix: Bytes): readonly Leaf[] {
    const to = endOf(prefix)
    return this.covering(prefix, to).entries.filter(
      ({ key }) => compareBytes(key, prefix) >= 0 && compareBytes(key, to) <= 0,
    )
  }

  next(after: Bytes, prefix: Bytes): Leaf | undefined {
    const end = endOf(prefix)
    for (const { from, to, entries } of this.ranges) {
      if (compareBytes(from, after) > 0 || compareBytes(after, to) >= 0) continue
      const found = entries.find(({ key }) => compareBytes(key, after) > 0)
      // A range that ends sooner says nothing of what comes after it.
      if (found || compareBytes(to, end) >= 0) return found
    }
    throw new Missing(after, end)
  }

  private covering(from: Bytes, to: Bytes): Range {
    for (const range of this.ranges)
      if (compareBytes(range.from, from) <= 0 && compareBytes(range.to, to) >= 0) return range
    throw new Missing(from, to)
  }
}
