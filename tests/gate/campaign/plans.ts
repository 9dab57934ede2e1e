// The plans of a campaign, a seed each: seven runs in ten with 4 delegates, the others with 7 and with 21; half with
// all faults, half with some; one in ten shares nothing between peers, one in a hundred has real signatures.
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

/** Four of forty seeds in a row share nothing: by their place, and the last of them now of one size, now of another. */
const UNSHARED: readonly number[] = [3, 13, 23]
const UNSHARED_IN_TURN = [33, 15, 33, 36, 33, 17, 33, 38] as const

/**
 * A run that shares nothing costs a peer what it costs all peers otherwise, so most of these are small; of thirty-two
 * three have 7 delegates and one has 21.
 */
function isUnshared(seed: number): boolean {
  const place = seed % 40
  const turn = ((seed - place) / 40) % UNSHARED_IN_TURN.length
  return UNSHARED.includes(place) || UNSHARED_IN_TURN[turn] === place
}

/**
 * How many stand beside those who sit: as many again at times, so that whole sets can change; with 21 one, for what a
 * run costs goes with the square. How many deeds a thousand slots see, beside what bursts and strangers send: a
 * community that is never idle keeps no slot quiet, and every block costs all delegates a vote. And how long an epoch
 * is: in each every candidate posts its presence, which with 21 fills a short one.
 */
const SIZES = {
  4: { spare: [1, 1, 1, 1, 1, 4], deeds: [20, 50, 120, 400], epochs: [16, 24, 32, 40] },
  7: { spare: [1, 1, 1, 1, 1, 3], deeds: [20, 50, 120, 400], epochs: [16, 24, 32, 40] },
  21: { spare: [1], deeds: [20, 40, 80], epochs: [32, 40, 40] },
} as const
/** One run in so many has a full peer that never stands for anything. */
const BYSTANDER = 5

export function campaignPlan(seed: number): Plan {
  const random = new Random(`campaign ${seed}`)
  const delegates = delegatesOf(seed)
  const { spare, deeds, epochs } = SIZES[delegates]
  const candidates = delegates + random.pick<number>(spare)!
  const peers = candidates + Number(random.once(BYSTANDER))
  const faults = random.once(2) ? ALL_FAULTS : ALL_FAULTS.filter(() => random.once(2))
  return {
    seed,
    delegates,
    candidates,
    peers,
    members: candidates + 4 + random.draw(6),
    slots: 240,
    hopMs: random.pick([20, 100, 100, 250, 400, 900])!,
    epochBlocks: random.pick<number>(epochs)!,
    deeds: random.pick<number>(deeds)!,
    faults,
    thorough: isUnshared(seed),
    scheme: seed % REAL_EVERY === REAL_AT ? native : standIn,
    town: village,
  }
}
