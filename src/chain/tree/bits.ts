// Keys as strings of bits, the most significant of each byte first.
import type { Bytes } from '../../bytes/bytes.ts'

/** The bit of a key at an index; 0 beyond its end. */
export function bitAt(key: Bytes, index: number): 0 | 1 {
  return ((key[index >> 3]! >> (7 - (index & 7))) & 1) as 0 | 1
}

/** The index of the first bit in which two keys differ; where one begins the other, the length of the shorter. */
export function firstDifference(a: Bytes, b: Bytes): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = a[i]! ^ b[i]!
    if (difference !== 0) return (i << 3) + Math.clz32(difference) - 24
  }
  return shared << 3
}

/**
 * Where the keys of at least `length` bits that begin with the first `bits` bits of `key` lie: -1 all before the
 * bound, 1 all after it, 0 about it.
 */
function sideOf(key: Bytes, bits: number, length: number, bound: Bytes): -1 | 0 | 1 {
  const whole = bits >> 3
  const shared = Math.min(whole, bound.length)
  for (let i = 0; i < shared; i++) if (key[i] !== bound[i]) return key[i]! < bound[i]! ? -1 : 1
  // What begins with the whole bound and is longer comes after it; a bound of whole bytes ends with these bits.
  if (bound.length <= whole) return bound.length << 3 < length ? 1 : 0
  const rest = bits & 7
  if (rest === 0) return 0
  const drop = 8 - rest
  const own = key[whole]! >> drop
  const other = bound[whole]! >> drop
  return own === other ? 0 : own < other ? -1 : 1
}

/** Whether the range `[from, to]` can hold no key that begins with the first `bits` bits of `key`. */
export function sideMisses(key: Bytes, bits: number, from: Bytes, to: Bytes): boolean {
  return sideOf(key, bits, bits, from) < 0 || sideOf(key, bits, bits, to) > 0
}

/** The same for the keys below a split after these bits: each has at least one bit more. */
export function splitMisses(key: Bytes, bits: number, from: Bytes, to: Bytes): boolean {
  return sideOf(key, bits, bits + 1, from) < 0 || sideOf(key, bits, bits + 1, to) > 0
}
