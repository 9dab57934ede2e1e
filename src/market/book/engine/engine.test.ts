import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { playBoth } from './both.testing.ts'
import { streams } from './streams.testing.ts'

describe('the engine', () => {
  test('trades as the reference does, in the same order, and leaves the same rests', () => {
    fc.assert(
      fc.property(streams, stream => {
        expect(playBoth(stream)).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })
})
