// The worlds that every change is run through: small enough to be quick, various enough to meet much.
import { ALL_FAULTS } from '../../src/sim/faults/catalogue.ts'
import { standIn } from '../../src/sim/signing.ts'
import { village } from '../../src/sim/village.ts'
import type { Plan } from '../../src/sim/world.ts'

export const CALM: Plan = {
  seed: 1,
  delegates: 4,
  candidates: 6,
  peers: 7,
  members: 12,
  slots: 120,
  hopMs: 100,
  epochBlocks: 40,
  deeds: 1500,
  faults: [],
  scheme: standIn,
  town: village,
}

export const STORMY: Plan = { ...CALM, slots: 240, deeds: 1000, faults: ALL_FAULTS }
