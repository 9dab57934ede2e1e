// A fixed list of seeds with all faults: no checker may find anything, and the community gets on with its life.
import { expect, test } from 'vitest'
import { ALL_FAULTS, isPassing } from '../../src/sim/faults/catalogue.ts'
import { runWorld } from '../../src/sim/world.ts'
import { CALM, STORMY } from './plans.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

test.each(SEEDS)('seed %i with all faults', seed => {
  const report = runWorld({ ...STORMY, seed })
  expect(report.violations).toEqual([])
  expect(report.transactions.applied).toBeGreaterThan(20)
  expect(Object.keys(report.faults).length).toBeGreaterThan(10)
})

test('many delegates, a slow network', () => {
  for (const change of [
    { seed: 102, delegates: 7, candidates: 10, peers: 11, members: 16 },
    { seed: 103, hopMs: 700 },
  ]) {
    const report = runWorld({ ...STORMY, ...change })
    expect(report.violations).toEqual([])
    expect(report.transactions.applied).toBeGreaterThan(20)
  }
})

test.each(ALL_FAULTS)('%s alone', fault => {
  const report = runWorld({ ...CALM, slots: 80, seed: 7, faults: [fault] })
  expect(report.violations).toEqual([])
  if (isPassing(fault)) expect(report.faults[fault]).toBeGreaterThan(0)
})
