// A community as it is measured: a street whose people send each other credits, most of them through light peers.
import type { FaultName } from './faults/catalogue.ts'
import type { Plan } from './plan.ts'
import { standIn } from './signing.ts'
import { street } from './village.ts'

export const SLOTS_A_MINUTE = 60
/** Until the delegates that have just started propose: W, and a little more. */
const START_SLOTS = 12
/** From so many peers on a community is as busy as this in ten minutes. */
const MANY = 100
const BUSY = 7129
/** Up to so many peers everybody executes; of more one in so many, but all who may become delegates. */
const FEW = 40
const ONE_EXECUTES_OF = 20

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
const candidatesOf = (delegates: number): number => delegates + Math.max(2, delegates >> 1)

/** How many execute, where nobody says otherwise; under faults everybody does, so that they meet more. */
export function fullOf(peers: number, delegates: number, faults: readonly FaultName[]): number {
  if (peers <= FEW || faults.length > 0) return peers
  return Math.min(peers, Math.max(candidatesOf(delegates), Math.ceil(peers / ONE_EXECUTES_OF)))
}

export const transfersOf = (peers: number, minutes: number): number =>
  peers >= MANY ? Math.round((BUSY * minutes) / 10) : minutes * SLOTS_A_MINUTE

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
