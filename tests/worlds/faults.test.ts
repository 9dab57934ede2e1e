// A fixed list of seeds with all faults: no checker may find anything, and the community gets on with its life.
import { expect, test } from 'vitest'
import { ALL_FAULTS, FAULTS } from '../../src/sim/faults.ts'
import { runWorld } from '../../src/sim/world.ts'
import { CALM, STORMY } from './plans.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

test.each(SEEDS)('seed %i with all faults', async seed => {
  const report = await runWorld({ ...STORMY, seed })
  expect(report.violations).toEqual([])
  expect(report.blocks).toBeGreaterThan(80)
  expect(report.transactions.applied).toBeGreaterThan(150)
  expect(report.transactions.hostile).toBeGreaterThan(50)
  expect(Object.keys(report.faults).length).toBeGreaterThan(10)
})

test('two peers, many peers, a slow network', async () => {
  for (const change of [
    { seed: 101, peers: 2, members: 5 },
    { seed: 102, peers: 16, members: 40, slots: 100, deeds: 4000 },
    { seed: 103, hopMs: 700 },
  ]) {
    const report = await runWorld({ ...STORMY, ...change })
    expect(report.violations).toEqual([])
    expect(report.transactions.applied).toBeGreaterThan(50)
  }
})

test.each(ALL_FAULTS)('%s alone', async fault => {
  expect(FAULTS[fault]).toBeDefined()
  const report = await runWorld({ ...CALM, slots: 40, seed: 7, faults: [fault] })
  expect(report.violations).toEqual([])
  expect(report.faults[fault]).toBeGreaterThan(0)
})
