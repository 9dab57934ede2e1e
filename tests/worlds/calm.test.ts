// Without faults everything that members send comes to something, and the same plan gives the same run.
import { expect, test } from 'vitest'
import { reportHash } from '../../src/sim/report.ts'
import { runWorld } from '../../src/sim/world.ts'
import { CALM, STORMY } from './plans.ts'

test('whatever is sent is applied, refused or kept out with a word', () => {
  // In this one nobody revokes a device that a delegate's peer posts by itself with: that would be kept out, not sent.
  const report = runWorld({ ...CALM, seed: 1 })
  expect(report.violations).toEqual([])
  const { sent, applied, awaiting, refused, keptOut } = report.transactions
  const sum = (counts: object) => Object.values(counts).reduce((all, count) => all + count, 0)
  expect(applied + awaiting + sum(refused) + sum(keptOut)).toBe(sent)
  expect(applied).toBeGreaterThan(sent * 0.6)
  expect(report.starts).toBe(CALM.peers)
  expect(report.reorganisations).toBe(0)
  expect(report.dueWithoutBlock).toBe(0)
})

test('members do of everything that the modules offer', () => {
  const done = new Set<string>()
  for (const seed of [1, 2, 3])
    for (const each of Object.keys(runWorld({ ...CALM, seed }).commands)) done.add(each)
  for (const each of [
    'accounts/transfer',
    'members/apply',
    'members/admit',
    'members/addDevice',
    'rules/propose',
    'rules/vote',
  ])
    expect(done).toContain(each)
  expect(done.size).toBeGreaterThan(20)
})

test('the same seed gives the same run, bit for bit, and another seed another', () => {
  const plan = { ...STORMY, slots: 80, seed: 42 }
  const first = reportHash(runWorld(plan))
  expect(reportHash(runWorld(plan))).toBe(first)
  expect(reportHash(runWorld({ ...plan, seed: 43 }))).not.toBe(first)
})
