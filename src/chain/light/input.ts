// What a light peer is told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Certificate } from '../consensus/votes.ts'
import type { Era, Succession } from './era.ts'
import type { Handover } from './handover.ts'
import type { Headline } from './headline.ts'
import type { OutcomeProof } from './outcome.ts'
import type { ShownCheckpoint, Trust } from './trust.ts'

/** What light peers hear, and pass on to each other. */
export type LightItem =
  | { readonly kind: 'headline'; readonly headline: Headline }
  | { readonly kind: 'certificate'; readonly chain: Hash; readonly certificate: Certificate }
  | { readonly kind: 'handover'; readonly handover: Handover }

/** All entries of a range of the state after a final block. */
export interface StateProof {
  readonly height: number
  readonly block: Hash
  readonly from: Bytes
  readonly to: Bytes
  readonly proof: Bytes
}

export type LightInput =
  /** The corrected clock, in milliseconds since genesis. */
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'heard'; readonly item: LightItem; readonly from?: string }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  /** This device's own transaction, to be followed until it is final or too late. */
  | { readonly kind: 'mine'; readonly id: Hash; readonly expiry: number }
  | { readonly kind: 'outcome'; readonly proof: OutcomeProof; readonly from?: string }
  | { readonly kind: 'state'; readonly proof: StateProof; readonly from?: string }
  /** How the era that is trusted ended; what shows its final block to be final was heard before. */
  | { readonly kind: 'era'; readonly era: Era; readonly shown: Succession; readonly from?: string }
  /** From this device's own user: a block to trust by its hash (rule 8). What it says is asked of others. */
  | { readonly kind: 'checkpoint'; readonly height: number; readonly hash: Hash }
  /** What that block says, from whomever. */
  | { readonly kind: 'checkpointed'; readonly shown: ShownCheckpoint; readonly from?: string }
  /** From this device's own user: a checkpoint to go on from, of a new era for instance. */
  | { readonly kind: 'trust'; readonly trust: Trust }
