import { expect, test } from 'vitest'
import { sandwichReport } from './sandwich.ts'

test('a producer gains nothing by its place, and would without the shuffle; saying it often does not pay', () => {
  const report = sandwichReport({ sessions: 400, seed: 3 })
  expect(sandwichReport({ sessions: 400, seed: 3 })).toEqual(report)
  expect(report.attacked).toBeGreaterThan(200)
  const { ledger, withoutShuffle, splitting } = report
  expect(ledger.advantage.low).toBeLessThan(0)
  expect(ledger.advantage.high).toBeGreaterThan(0)
  expect(withoutShuffle.producer.low).toBeGreaterThan(0)
  expect(withoutShuffle.advantage.low).toBeGreaterThan(5)
  expect(splitting.parts).toEqual({ percent: 0, low: 0, high: 0 })
  expect(splitting.copies.high).toBeLessThanOrEqual(0)
  expect(splitting.copiesWithAPlaceEach.low).toBeGreaterThan(5)
})
