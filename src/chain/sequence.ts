// Sequence windows: which numbers of one device are used. A phone and a laptop never block each other, a lost
// transaction blocks nobody, and replay memory is a few bytes a device.
import { SEQUENCE_WINDOW } from './limits.ts'

/** The highest used number and 64 bits: bit k, of `low` and then `high`, says that highest − k is used. */
export interface SequenceWindow {
  readonly highest: number
  readonly low: number
  readonly high: number
}

export const FRESH_WINDOW: SequenceWindow = { highest: 0, low: 0, high: 0 }

/** The window after using this number, or undefined where it may not be used. */
export function useSequence(window: SequenceWindow, sequence: number): SequenceWindow | undefined {
  const { highest, low, high } = window
  if (sequence < 1) return undefined
  if (sequence > highest) {
    const ahead = sequence - highest
    if (ahead > SEQUENCE_WINDOW) return undefined
    const moved = shift(low, high, ahead)
    return { highest: sequence, low: (moved.low | 1) >>> 0, high: moved.high }
  }
  const back = highest - sequence
  if (back >= SEQUENCE_WINDOW) return undefined
  const bit = (1 << (back & 31)) >>> 0
  if (back < 32) return low & bit ? undefined : { highest, low: (low | bit) >>> 0, high }
  return high & bit ? undefined : { highest, low, high: (high | bit) >>> 0 }
}

function shift(low: number, high: number, by: number): { low: number; high: number } {
  if (by >= 64) return { low: 0, high: 0 }
  if (by >= 32) return { low: 0, high: (low << (by - 32)) >>> 0 }
  return { low: (low << by) >>> 0, high: ((high << by) | (low >>> (32 - by))) >>> 0 }
}

/** The numbers of this window that are still free, lowest first. */
export function freeSequences(window: SequenceWindow, count: number): number[] {
  const free: number[] = []
  const lowest = window.highest < SEQUENCE_WINDOW ? 1 : window.highest - SEQUENCE_WINDOW + 1
  for (let s = lowest; s <= window.highest + SEQUENCE_WINDOW && free.length < count; s++)
    if (useSequence(window, s)) free.push(s)
  return free
}
