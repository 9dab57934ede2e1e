// A community whose peers have neighbours: all that they say goes through the real exchange and sync. Delegates and
// some others execute; the rest are light peers, which send, follow finality and have proven to them what concerns them.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/sim/plan.ts'
import { standIn } from '../../src/sim/signing.ts'
import { street } from '../../src/sim/village.ts'
import { runWorld } from '../../src/sim/world.ts'

const STREET: Plan = {
  seed: 1,
  delegates: 21,
  candidates: 24,
  peers: 30,
  mesh: true,
  light: 50,
  members: 80,
  startSlots: 12,
  slots: 40,
  hopMs: 100,
  epochBlocks: 40,
  deeds: 3000,
  only: { module: 'accounts', command: 'transfer' },
  expirySlots: 600,
  faults: [],
  scheme: standIn,
  town: street,
}

test('what is sent anywhere is final everywhere within the bounds, and proven to who sent it', () => {
  const { violations, transactions, finality, proven, executions, handOvers, halts, traffic } =
    runWorld(STREET)
  expect(violations).toEqual([])
  expect(halts).toEqual({})
  expect(transactions).toMatchObject({ sent: 120, final: 120, lost: 0 })
  // 21 delegates, 100 ms a hop, slots of a second; whoever is not a delegate hears of it over some hops.
  expect(finality.full.count + finality.delegates.count).toBe(120 * 30)
  expect(finality.any.p50).toBeLessThanOrEqual(3300)
  expect(finality.any.p95).toBeLessThanOrEqual(3900)
  // Light peers followed at least one hand-over.
  expect(handOvers).toBeGreaterThan(0)
  // A light peer may pass over a block whose headline was late: what is above it is final all the same.
  expect(finality.light.count).toBeGreaterThanOrEqual(120 * 50 * 0.98)
  expect(finality.light.count).toBeLessThanOrEqual(120 * 50)
  expect(proven.outcomes).toBeGreaterThan(30)
  expect(proven.balances).toBe(proven.outcomes)
  expect(executions.shared).toBeGreaterThan(1000)
  expect(executions.again).toBeGreaterThan(0)
  expect(executions.differing).toBe(0)
  expect(traffic.light.messages).toBeLessThan(traffic.full.messages)
})

test('an idle hour costs a light peer half a megabyte at most, a full one three', () => {
  const idle = { ...STREET, peers: 24, light: 8, members: 32, slots: 3600, deeds: 0, epochBlocks: 420 }
  const { violations, traffic, finality } = runWorld(idle)
  expect(violations).toEqual([])
  expect(finality.any.count).toBe(0)
  const both = ({ sentBytes, receivedBytes }: typeof traffic.light) => sentBytes + receivedBytes
  expect(both(traffic.light)).toBeLessThanOrEqual(500_000)
  expect(both(traffic.full)).toBeLessThanOrEqual(3_000_000)
  expect(both(traffic.delegates)).toBeLessThanOrEqual(3_000_000)
})
