// The plans of a campaign, a seed each: seven runs in ten with 4 delegates, the others with 7 and with 21; half with
// all faults, half with some; one in a hundred with real signatures.
import { ALL_FAULTS } from '../../../src/sim/faults/catalogue.ts'
import { Random } from '../../../src/sim/random.ts'
import { standIn } from '../../../src/sim/signing.ts'
import { village } from '../../../src/sim/village.ts'
import type { Plan } from '../../../src/sim/world.ts'
import { native } from './native.ts'

/** One run in so many has real signatures; and its remainder, which gives it 4 delegates. */
const REAL_EVERY = 100
const REAL_AT = 50

/** Of forty seeds in a row 28 have 4 delegates, 9 have 7, and 3 have 21. */
function delegatesOf(seed: number): 4 | 7 | 21 {
  const place = seed % 40
  if (place % 20 < 14) return 4
  return place % 20 < 18 || place === 18 ? 7 : 21
}

/**
 * How many stand beside those who sit: as many again at times, so that whole sets can change; with 21 one, for what a
 * run costs goes with the square. And how many deeds a thousand slots see: a community that is never idle keeps no slot
 * quiet, and every block costs all delegates a vote.
 */
const SIZES = {
  4: { spare: [1, 1, 2, 4], deeds: [80, 200, 500, 1000] },
  7: { spare: [1, 1, 3], deeds: [80, 200, 500, 1000] },
  21: { spare: [1], deeds: [60, 120, 250] },
} as const

export function campaignPlan(seed: number): Plan {
  const random = new Random(`campaign ${seed}`)
  const delegates = delegatesOf(seed)
  const { spare, deeds } = SIZES[delegates]
  const candidates = delegates + random.pick<number>(spare)!
  const peers = candidates + random.draw(2)
  const faults = random.once(2) ? ALL_FAULTS : ALL_FAULTS.filter(() => random.once(2))
  return {
    seed,
    delegates,
    candidates,
    peers,
    members: candidates + 4 + random.draw(6),
    slots: 240,
    hopMs: random.pick([20, 100, 100, 250, 400, 900])!,
    epochBlocks: random.pick([16, 24, 32, 40])!,
    deeds: random.pick<number>(deeds)!,
    faults,
    scheme: seed % REAL_EVERY === REAL_AT ? native : standIn,
    town: village,
  }
}
