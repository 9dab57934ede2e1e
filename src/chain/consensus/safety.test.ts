import { expect, test } from 'vitest'
import { quorumOf } from './sets.ts'
import { RULES, type Rules, Village } from './village.testing.ts'

/** xorshift32: chance from a seed, for the tests of this folder. */
function chance(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}

function run(seed: number, count: number, bad: number, rules: Rules = RULES): Village {
  const village = new Village(count, bad, chance(seed), rules)
  for (let i = 0; i < 60; i++) village.step()
  return village
}

/** How many of these schedules show a problem. */
function caught(runs: number, rules: Rules): number {
  let found = 0
  for (let seed = 1; seed <= runs; seed++) if (run(seed, 4, 1, rules).problems.length > 0) found += 1
  return found
}

test('with fewer than a third doing anything they like, nothing conflicts and no honest key can be accused', () => {
  for (let seed = 1; seed <= 250; seed++) {
    expect({ seed, problems: run(seed, 4, 1).problems }).toEqual({ seed, problems: [] })
    if (seed % 4 === 0) expect({ seed, problems: run(seed, 7, 2).problems }).toEqual({ seed, problems: [] })
  }
})

test('once the weather is calm, finality comes back', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const village = run(seed, 4, 1)
    const before = village.final
    for (let i = 0; i < 40; i++) village.step(true)
    expect(village.problems).toEqual([])
    expect(village.final).toBeGreaterThan(before)
  }
})

test('without the view rule, without the lock, or with a quorum one short, it is seen', () => {
  const noView: Rules = {
    ...RULES,
    record: (record, ballot) => RULES.record({ view: ballot.view - 1, lock: record.lock }, ballot),
  }
  const noLock: Rules = {
    ...RULES,
    record: (record, ballot) => RULES.record({ view: record.view, lock: 0 }, ballot),
  }
  const oneShort: Rules = { ...RULES, quorum: set => quorumOf(set) - 1 }
  expect(caught(60, noView)).toBeGreaterThan(0)
  expect(caught(60, noLock)).toBeGreaterThan(0)
  expect(caught(60, oneShort)).toBeGreaterThan(0)
})
