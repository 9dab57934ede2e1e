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
  (members, newKey) => {
    const keys = Array.from({ length: members }, newKey)
    return community(toyGenesis(keys, { workBudget: 60 }), new Map([[1, registry(purse(flaw))]]))
  }

const foundBy = async (plan: Plan): Promise<CheckerName[]> => [
  ...new Set((await runWorld(plan)).violations.map(({ checker }) => checker)),
]

test('a sound toy breaks nothing, in any weather', async () => {
  for (const seed of [1, 2]) expect(await foundBy({ ...STORMY, town: toytown(), seed })).toEqual([])
})

const CAUGHT: readonly (readonly [Flaw, CheckerName])[] = [
  ['mints', 'invariants'],
  ['throws', 'defects'],
  ['hook-throws', 'defects'],
  ['unknown-code', 'defects'],
  ['chance', 'agreement'],
  ['aliases', 'caches'],
]

test.each(CAUGHT)('a module that is broken (%s) is seen by %s', async (flaw, checker) => {
  expect(await foundBy({ ...CALM, slots: 60, town: toytown(flaw) })).toContain(checker)
})

test('a peer that checks no signatures is seen by the traces of strangers', async () => {
  const scheme = { ...standIn, verify: async (items: readonly unknown[]) => items.map(() => true) }
  expect(await foundBy({ ...CALM, scheme, faults: ['hostile'] })).toContain('traces')
})
