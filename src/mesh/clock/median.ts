import { divFloor } from '../../bytes/integer.ts'

/**
 * The middle of some integers, or of the two in the middle. While fewer than half of them are wrong, it lies between two
 * that are right, however wrong the others are.
 */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[upper]!
  const low = sorted[upper - 1]!
  return low + divFloor(sorted[upper]! - low, 2)
}
