// Ranges of keys, cut so that several neighbours can each bring one.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import { boundAfter, boundBefore, MAX_KEY_BYTES } from '../../chain/tree/bounds.ts'
import type { Range } from '../../chain/tree/snapshot.ts'

/** As many bytes behind what two bounds have in common are looked at; their number is exact. */
const DIGITS = 6

const numberAt = (bound: Bytes, at: number): number => {
  let value = 0
  for (let i = at; i < at + DIGITS; i++) value = value * 256 + (bound[i] ?? 0)
  return value
}

/** A bound about in the middle, at or above `from` and below `to`; undefined where there is no room between. */
export function between(from: Bytes, to: Bytes): Bytes | undefined {
  let at = 0
  while (at < from.length && at < to.length && from[at] === to[at]) at += 1
  if (at + DIGITS > MAX_KEY_BYTES) return undefined
  const low = numberAt(from, at)
  const high = numberAt(to, at)
  if (high - low < 2) return undefined
  let middle = divFloor(low + high, 2)
  const bound = new Uint8Array(at + DIGITS)
  bound.set(to.subarray(0, at))
  for (let i = at + DIGITS - 1; i >= at; i--) {
    bound[i] = middle % 256
    middle = divFloor(middle, 256)
  }
  return bound
}

/** The range in two halves, or as it is. */
export function halves(range: Range): readonly Range[] {
  const middle = between(range.from, range.to)
  const after = middle && boundAfter(middle)
  return middle && after
    ? [
        { from: range.from, to: middle },
        { from: after, to: range.to },
      ]
    : [range]
}

/** What of these ranges is in none of those. */
export function without(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  let rest = [...ranges]
  for (const { from, to } of taken) {
    const next: Range[] = []
    for (const range of rest) {
      if (compareBytes(to, range.from) < 0 || compareBytes(range.to, from) < 0) {
        next.push(range)
        continue
      }
      const before = boundBefore(from)
      const after = boundAfter(to)
      if (before && compareBytes(range.from, from) < 0) next.push({ from: range.from, to: before })
      if (after && compareBytes(to, range.to) < 0) next.push({ from: after, to: range.to })
    }
    rest = next
  }
  return rest
}
