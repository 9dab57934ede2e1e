import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FRESH_WINDOW, freeSequences, type SequenceWindow, useSequence } from './sequence.ts'

test('a window does what the rule says, number by number', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -2, max: 90 }), { maxLength: 120 }), steps => {
      let window: SequenceWindow = FRESH_WINDOW
      const used = new Set<number>()
      for (const step of steps) {
        // Around the highest, so that both edges of the window are met.
        const sequence = window.highest + step - 10
        const good =
          sequence >= 1 &&
          !used.has(sequence) &&
          sequence >= window.highest - 63 &&
          sequence <= window.highest + 64
        const next = useSequence(window, sequence)
        expect(next !== undefined).toBe(good)
        if (next) {
          used.add(sequence)
          window = next
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('the first is 1, and 64 ahead is the furthest', () => {
  expect(useSequence(FRESH_WINDOW, 0)).toBeUndefined()
  expect(useSequence(FRESH_WINDOW, 1)).toBeDefined()
  expect(useSequence(FRESH_WINDOW, 64)).toBeDefined()
  expect(useSequence(FRESH_WINDOW, 65)).toBeUndefined()
})

test('free sequences are those that may be used', () => {
  const window = useSequence(useSequence(FRESH_WINDOW, 3)!, 1)!
  expect(freeSequences(window, 4)).toEqual([2, 4, 5, 6])
})
