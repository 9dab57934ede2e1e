// The two updates that are written without a document: clocks that nothing stands at, and deletions.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Range } from './scan.ts'

class Numbers {
  private readonly bytes: number[] = []

  /** Seven bits a byte, the lowest first. */
  add(...values: readonly number[]): this {
    for (let value of values) {
      while (value >= 128) {
        this.bytes.push((value % 128) | 128)
        value = (value - (value % 128)) * 2 ** -7
      }
      this.bytes.push(value)
    }
    return this
  }

  finish(): Bytes {
    return Uint8Array.from(this.bytes)
  }
}

const GC = 0

/** One struct with nothing in it, and no deletions. */
export const fillUpdate = (client: number, clock: number, length: number): Bytes =>
  new Numbers().add(1, 1, client, clock, GC, length, 0).finish()

/** No structs. */
export function removalUpdate(deletes: ReadonlyMap<number, readonly Range[]>): Bytes {
  const numbers = new Numbers().add(0, deletes.size)
  for (const [client, ranges] of deletes) {
    numbers.add(client, ranges.length)
    for (const { clock, length } of ranges) numbers.add(clock, length)
  }
  return numbers.finish()
}
