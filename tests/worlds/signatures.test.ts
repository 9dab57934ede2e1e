// The stand-in signatures of the other worlds stand for these: real ones, checked in plain code.
import { expect, test } from 'vitest'
import { ed25519 } from '../../src/sim/signing.ts'
import { runWorld } from '../../src/sim/world.ts'
import { STORMY } from './plans.ts'

test('a world with real signatures and all faults', () => {
  const report = runWorld({ ...STORMY, seed: 12, slots: 60, scheme: ed25519 })
  expect(report.signatures).toBe('ed25519')
  expect(report.violations).toEqual([])
  expect(report.transactions.applied).toBeGreaterThan(20)
  expect(report.transactions.keptOut['kernel/signature']).toBeGreaterThan(0)
})
