// Chance from a seed: xoshiro128**, in whole numbers only. Streams of one seed are independent by name, so that
// drawing more in one place changes nothing in another.
import type { Bytes } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import type { Draw } from '../chain/module.ts'

const TWO_32 = 2 ** 32

export class Random {
  private a: number
  private b: number
  private c: number
  private d: number
  private readonly seed: string

  constructor(seed: string) {
    const state = new DataView(sha256(new TextEncoder().encode(seed)).buffer)
    this.seed = seed
    this.a = state.getUint32(0)
    this.b = state.getUint32(4)
    this.c = state.getUint32(8)
    this.d = state.getUint32(12) | 1
  }

  /** Another stream of the same seed. */
  stream(name: string): Random {
    return new Random(`${this.seed}/${name}`)
  }

  /** 32 bits. */
  next(): number {
    const product = Math.imul(this.b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.b << 9
    this.c ^= this.a
    this.d ^= this.b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= shifted
    this.d = (this.d << 11) | (this.d >>> 21)
    return result
  }

  /** From 0 up to, not including, `below`, each as likely as the other: what would favour some is drawn again. */
  readonly draw: Draw = below => {
    if (!Number.isSafeInteger(below) || below < 1) throw new RangeError(`nothing lies below ${below}`)
    const wide = below > TWO_32
    const span = wide ? 2 ** 53 : TWO_32
    const limit = span - (span % below)
    for (;;) {
      const value = wide ? (this.next() >>> 11) * TWO_32 + this.next() : this.next()
      if (value < limit) return value % below
    }
  }

  /** True once in `many` times. */
  once(many: number): boolean {
    return this.draw(many) === 0
  }

  /** True in so many of a thousand cases. */
  permille(share: number): boolean {
    return share > 0 && this.draw(1000) < share
  }

  between(least: number, most: number): number {
    return least + this.draw(most - least + 1)
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from.length > 0 ? from[this.draw(from.length)] : undefined
  }

  bytes(length: number): Bytes {
    const made = new Uint8Array(length)
    for (let i = 0; i < length; i++) made[i] = this.next() >>> 24
    return made
  }
}
