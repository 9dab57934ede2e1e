// A community as it is measured: a street whose people send each other credits, most of them through light peers.
import type { FaultName } from './faults/catalogue.ts'
import type { Plan } from './plan.ts'
import { standIn } from './signing.ts'
import { street } from './village.ts'

export const SLOTS_A_MINUTE = 60
/** Until the delegates that have just started propose: W, and a little more. */
const START_SLOTS = 12
/** From so many peers on a run has as many transfers, and no more than one a second below. */
const MANY = 1000
const BUSY = 7129
/** Of more peers than this the others are light, where nobody says otherwise. */
const EXECUTE = 200

export interface Ordinary {
  readonly peers: number
  readonly delegates: number
  readonly minutes: number
  readonly seed: number
  readonly faults: readonly FaultName[]
  readonly hop: number
  readonly epoch: number
  readonly transfers: number
  readonly full: number
}

/** A few more stand than there are seats, where there are peers for it, so that there is somebody to elect. */
export const candidatesOf = (delegates: number): number => delegates + Math.max(2, delegates >> 1)

/** How many execute, where nobody says otherwise. */
export const fullOf = (peers: number, delegates: number): number =>
  Math.max(delegates, Math.min(peers, EXECUTE))

export const transfersOf = (peers: number, minutes: number): number =>
  peers >= MANY ? BUSY : minutes * SLOTS_A_MINUTE

export function ordinary(options: Ordinary): Plan {
  const { peers, delegates, minutes, seed, faults, hop, epoch, transfers, full } = options
  const slots = minutes * SLOTS_A_MINUTE
  return {
    seed,
    delegates,
    candidates: Math.min(full, candidatesOf(delegates)),
    peers: full,
    mesh: peers > full || faults.length === 0,
    light: peers - full,
    members: peers,
    startSlots: START_SLOTS,
    slots,
    hopMs: hop,
    epochBlocks: epoch,
    deeds: (transfers * 1000) / slots,
    only: { module: 'accounts', command: 'transfer' },
    // To the end and beyond: what comes to nothing is lost, not stale.
    expirySlots: 2 * slots + 600,
    faults,
    scheme: standIn,
    town: street,
  }
}
