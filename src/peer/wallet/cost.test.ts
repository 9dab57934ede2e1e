import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibrate, LEAST_MEMORY_KIB, LEAST_MS, MOST_MS } from './cost.ts'

/** A device that fills so many MiB a second, with so much that every run costs besides, and whose times waver. */
const device = (mibPerSecond: number, besideMs: number, waver: () => number) => {
  return async ({ memoryKiB, passes }: { memoryKiB: number; passes: number }) =>
    besideMs + ((passes * memoryKiB) / 1024 / mibPerSecond) * 1000 * (0.9 + 0.2 * waver())
}

test('on any device that can, an unlock takes between the bounds', () =>
  fc.assert(
    fc.asyncProperty(
      // From a phone that fills its least memory in just under a second to a machine of a few years from now.
      fc.integer({ min: 24, max: 8000 }),
      fc.integer({ min: 0, max: 80 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      async (speed, beside, chances) => {
        const measure = device(speed, beside, () => chances.next().value)
        const cost = await calibrate(measure)
        const took = await device(speed, beside, () => 0.5)(cost)
        expect(took).toBeGreaterThanOrEqual(LEAST_MS)
        expect(took).toBeLessThanOrEqual(MOST_MS)
      },
    ),
    { numRuns: 500 },
  ))

test('a slow device takes less memory before it waits longer, and never less than the least', async () => {
  const slow = await calibrate(device(10, 0, () => 0.5))
  expect(slow).toEqual({ memoryKiB: LEAST_MEMORY_KIB, passes: 1, lanes: 1 })
  const quick = await calibrate(device(1000, 0, () => 0.5))
  expect(quick.memoryKiB).toBe(64 * 1024)
})
