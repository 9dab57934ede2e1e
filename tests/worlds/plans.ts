// The worlds that every change is run through: small enough to be quick, various enough to meet much.
import { ALL_FAULTS } from '../../src/sim/faults.ts'
import { standIn } from '../../src/sim/signing.ts'
import { village } from '../../src/sim/village.ts'
import type { Plan } from '../../src/sim/world.ts'

export const CALM: Plan = {
  seed: 1,
  peers: 5,
  members: 12,
  slots: 120,
  hopMs: 100,
  deeds: 2500,
  faults: [],
  scheme: standIn,
  town: village,
}

export const STORMY: Plan = { ...CALM, peers: 6, members: 14, slots: 200, faults: ALL_FAULTS }
