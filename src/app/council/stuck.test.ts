import { expect, test } from 'vitest'
import { isStuck } from './stuck.ts'

const block = (slot: number, stage: 'tentative' | 'justified' | 'final') => ({ slot, stage })

test('a community is stuck where blocks have waited for a minute to become final', () => {
  expect(isStuck([], 1000, 1000)).toBe(false)
  // A quiet night has no block, and nothing waits.
  expect(isStuck([block(100, 'final')], 9000, 1000)).toBe(false)
  const waiting = [block(150, 'tentative'), block(141, 'justified'), block(100, 'final')]
  expect(isStuck(waiting, 200, 1000)).toBe(false)
  expect(isStuck(waiting, 201, 1000)).toBe(true)
  expect(isStuck(waiting, 201, 250)).toBe(false)
})

test('however fast its slots are, it is stuck where all blocks that are seen wait', () => {
  const all = Array.from({ length: 64 }, (_, i) => block(200 - i, 'tentative'))
  expect(isStuck(all, 201, 250)).toBe(true)
  expect(isStuck(all.slice(0, 63), 201, 250)).toBe(false)
})
