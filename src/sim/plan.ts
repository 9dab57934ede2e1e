// What a run is: everything that happens follows from its plan.
import type { FaultName } from './faults/catalogue.ts'
import type { Pace } from './peer.ts'
import type { Scheme } from './signing.ts'
import type { Town } from './village.ts'

export interface Plan {
  readonly seed: number
  /** Seats in a set. */
  readonly delegates: number
  /** Peers with a delegate's key; more than seats, so that sets can change. */
  readonly candidates?: number
  /** Full peers; the candidates are among them. */
  readonly peers: number
  readonly members: number
  /** Peers have neighbours and speak through the mesh; else everybody is linked with everybody. */
  readonly mesh?: boolean
  /** Light peers, which only a mesh has. */
  readonly light?: number
  /** Before anybody has a wish: delegates that have just started wait some slots before they propose (rule 9). */
  readonly startSlots?: number
  /** With traffic and faults; then come some in which everything settles. */
  readonly slots: number
  readonly settleSlots?: number
  readonly hopMs: number
  readonly epochBlocks: number
  /** How many deeds members try in a thousand slots. */
  readonly deeds: number
  /** Deeds of one kind alone, where a run is to measure and not to try everything. */
  readonly only?: { readonly module: string; readonly command: string }
  /** How long what members send is good. */
  readonly expirySlots?: number
  readonly faults: readonly FaultName[]
  readonly scheme: Scheme
  readonly town: Town
  /** Nothing is shared between peers and every check is made; one run in ten, where the plan does not say. */
  readonly thorough?: boolean
  /** Every message is written and read again on its way; one run in ten, where the plan does not say. */
  readonly bytes?: boolean
  readonly pace?: Pace
  /** How many are dishonest, where it is to be more than a third: then conflicts must be seen. */
  readonly dishonest?: number
}

/** Long enough for whatever was sent to be final or to expire, and for everybody to catch up. */
export const SETTLE_SLOTS = 60
