// Broken on purpose: each defect must be seen, or the checkers are worth nothing.
import { expect, test } from 'vitest'
import { community } from '../../src/chain/community.ts'
import { registry } from '../../src/chain/registry.ts'
import { type Flaw, purse, toyGenesis } from '../../src/peer/storage/toy.testing.ts'
import type { CheckerName } from '../../src/sim/checkers/all.ts'
import { standIn } from '../../src/sim/signing.ts'
import type { Town } from '../../src/sim/village.ts'
import { type Plan, runWorld } from '../../src/sim/world.ts'
import { CALM, STORMY } from './plans.ts'

const toytown =
  (flaw?: Flaw): Town =>
  ({ members, newKey, delegate, candidates, seats, epochBlocks }) => {
    const keys = Array.from({ length: members }, newKey)
    const delegates = keys.slice(0, candidates).map(delegate).slice(0, seats)
    const genesis = { workBudget: 60, delegates, delegateCount: seats, epochBlocks, waitSlots: 4 }
    return community(toyGenesis(keys, genesis), new Map([[1, registry(purse(flaw))]]))
  }

const foundBy = (plan: Plan): CheckerName[] => [
  ...new Set(runWorld(plan).violations.map(({ checker }) => checker)),
]

test('a sound toy breaks nothing, in any weather', () => {
  for (const seed of [1, 2]) expect(foundBy({ ...STORMY, town: toytown(), seed })).toEqual([])
})

const CAUGHT: readonly (readonly [Flaw, CheckerName])[] = [
  ['mints', 'invariants'],
  ['throws', 'defects'],
  ['hook-throws', 'defects'],
  ['unknown-code', 'defects'],
  ['chance', 'agreement'],
  ['aliases', 'caches'],
]

test.each(CAUGHT)('a module that is broken (%s) is seen by %s', (flaw, checker) => {
  expect(foundBy({ ...CALM, slots: 60, thorough: true, town: toytown(flaw) })).toContain(checker)
})

test('a peer that checks no signatures is seen by the traces of strangers', () => {
  const scheme = { ...standIn, verify: () => true }
  expect(foundBy({ ...CALM, scheme, faults: ['hostile'] })).toContain('traces')
})

test('what mints is seen as well where a block is looked at only for what it touched', () => {
  expect(foundBy({ ...CALM, slots: 60, thorough: false, town: toytown('mints') })).toContain('invariants')
})
