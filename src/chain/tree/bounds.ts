// The ends of ranges: every byte string of at most 48 bytes is one, and each has a next.
import type { Bytes } from '../../bytes/bytes.ts'

/** Keys are of 1 to 48 bytes: the longest that leave an inner node's hash at two blocks. */
export const MAX_KEY_BYTES = 48
/** A value is one record; a longer one belongs under several keys. */
export const MAX_VALUE_BYTES = 0x1_0000

export const LEAST: Bytes = new Uint8Array(0)
export const GREATEST: Bytes = new Uint8Array(MAX_KEY_BYTES).fill(0xff)

/** The greatest bound that begins with the prefix: `[prefix, lastWithin(prefix)]` holds all its keys and no other. */
export function lastWithin(prefix: Bytes): Bytes {
  const bound = new Uint8Array(MAX_KEY_BYTES).fill(0xff)
  bound.set(prefix)
  return bound
}

/** The least bound after this one, or undefined after the greatest. */
export function boundAfter(bound: Bytes): Bytes | undefined {
  if (bound.length < MAX_KEY_BYTES) {
    const next = new Uint8Array(bound.length + 1)
    next.set(bound)
    return next
  }
  let length = bound.length
  while (length > 0 && bound[length - 1] === 0xff) length -= 1
  if (length === 0) return undefined
  const next = bound.slice(0, length)
  next[length - 1]! += 1
  return next
}

/** The greatest bound before this one, or undefined before the least. */
export function boundBefore(bound: Bytes): Bytes | undefined {
  const last = bound.length - 1
  if (last < 0) return undefined
  if (bound[last] === 0) return bound.slice(0, last)
  const previous = lastWithin(bound)
  previous[last]! -= 1
  return previous
}
