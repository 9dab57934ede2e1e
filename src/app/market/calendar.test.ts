import { expect, test } from 'vitest'
import { gateSlot, intervalAt, nameMs, openIntervals } from './calendar.ts'

const QUARTER_MS = 15 * 60_000
const calendar = { startMs: 8 * QUARTER_MS, slotMs: 1000, intervalSlots: 900, intervalMinutes: 15 }

test('an interval is called by the time at which it begins', () => {
  expect([0, 899, 900].map(slot => intervalAt(calendar, slot))).toEqual([0, 0, 1])
  expect(nameMs(calendar, 2)).toBe(10 * QUARTER_MS)
  // A community that began between two quarters counts from the next one.
  expect(nameMs({ ...calendar, startMs: 8 * QUARTER_MS + 1 }, 0)).toBe(9 * QUARTER_MS)
})

test('orders are taken from the first interval whose gate is open', () => {
  const gates = { gateSlots: 300, aheadIntervals: 4 }
  expect(openIntervals(calendar, gates, 0)).toEqual({ first: 1, last: 4 })
  expect(openIntervals(calendar, gates, 599)).toEqual({ first: 1, last: 4 })
  expect(openIntervals(calendar, gates, 600)).toEqual({ first: 2, last: 4 })
  expect(gateSlot(calendar, gates, 1)).toBe(600)
  // With a gate an interval wide the next one is closed from its own beginning on.
  expect(openIntervals(calendar, { ...gates, gateSlots: 900 }, 0)).toEqual({ first: 2, last: 4 })
})
