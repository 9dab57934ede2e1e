// The stand-in signatures of the other worlds stand for these: real ones, checked as this platform does.
import { expect, test } from 'vitest'
import { pickVerifier } from '../../src/crypto/verify.ts'
import { ed25519 } from '../../src/sim/signing.ts'
import { runWorld } from '../../src/sim/world.ts'
import { STORMY } from './plans.ts'

test('a world with real signatures and all faults', async () => {
  const scheme = ed25519(await pickVerifier())
  const report = await runWorld({ ...STORMY, seed: 201, peers: 4, slots: 60, scheme })
  expect(report.signatures).toBe('ed25519')
  expect(report.violations).toEqual([])
  expect(report.transactions.applied).toBeGreaterThan(40)
  expect(report.transactions.keptOut['kernel/signature']).toBeGreaterThan(0)
})
