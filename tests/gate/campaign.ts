// The plans of the campaign, a seed each: seven runs in ten with 4 delegates, the others with 7 and with 21; half with
// all faults, half with some; one in a hundred with real signatures.
import { ALL_FAULTS } from '../../src/sim/faults/catalogue.ts'
import { Random } from '../../src/sim/random.ts'
import { ed25519, standIn } from '../../src/sim/signing.ts'
import { village } from '../../src/sim/village.ts'
import type { Plan } from '../../src/sim/world.ts'

/** Of twenty seeds in a row, 14 have 4 delegates, 4 or 5 have 7, and 1 or 2 have 21. */
function delegatesOf(seed: number): number {
  const place = seed % 40
  if (place % 20 < 14) return 4
  return place % 20 < 18 || place === 18 ? 7 : 21
}

export function campaignPlan(seed: number): Plan {
  const random = new Random(`campaign ${seed}`)
  const delegates = delegatesOf(seed)
  const spare = delegates === 4 ? random.pick([1, 2, 4])! : delegates === 7 ? random.pick([1, 3])! : 1
  const candidates = delegates + spare
  const peers = candidates + random.draw(2)
  const faults = random.once(2) ? ALL_FAULTS : ALL_FAULTS.filter(() => random.once(2))
  return {
    seed,
    delegates,
    candidates,
    peers,
    members: candidates + 4 + random.draw(6),
    slots: 240,
    hopMs: random.pick([20, 100, 100, 250, 400])!,
    epochBlocks: random.pick([16, 24, 32, 40])!,
    deeds: random.between(300, 1200),
    faults,
    scheme: seed % 100 === 50 ? ed25519 : standIn,
    town: village,
  }
}
