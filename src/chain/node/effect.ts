// What a node wants done. The host carries effects out in their order and reports back with an input where one has a
// token. A signature is only ever asked for once the strict `persist` that it rests on was answered.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Block } from '../block.ts'
import type { Code } from '../codes.ts'
import type { Candidate } from '../consensus/forks.ts'
import type { Vote } from '../consensus/votes.ts'
import type { Executed } from '../execute.ts'
import type { Transaction } from '../transaction.ts'
import type { Contradiction, Keep } from './keep.ts'
import type { Memory, Recall, SignedHeader } from './memory.ts'
import type { Message } from './message.ts'

/** What one key signed and no honest key signs (rule 6), in the era of `chain`. */
export type Offence =
  | { readonly kind: 'votes'; readonly chain: Hash; readonly a: Vote; readonly b: Vote }
  | {
      readonly kind: 'blocks'
      readonly chain: Hash
      readonly key: Bytes
      readonly a: SignedHeader
      readonly b: SignedHeader
    }

/** Why a node stops. It keeps all it has, goes on answering, and says so. */
export type Halt =
  | Contradiction
  /** The chain needs a version of the rules that is not here. */
  | { readonly reason: 'update'; readonly rules: number }
  /** This key signed what its record does not know of (rule 9): it stops signing, nothing else stops. */
  | { readonly reason: 'rekey' }

/**
 * `good`: relay it. `known`: held already. `late`: of no more use, nobody's fault. `bad`: whoever sent it is to blame.
 * `held`: waits for what it builds on, or for its slot; a further verdict follows unless it is let go.
 */
export type Verdict = 'good' | 'bad' | 'late' | 'known' | 'held'

/** What a delegate's key signs. */
export type Signable = 'block' | 'vote' | 'memory'

export type Effect =
  /** Signatures to be checked; answered with `verified`, one verdict an item. */
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  /** Answered with `persisted`; a `relaxed` one need not be. */
  | {
      readonly kind: 'persist'
      readonly token: number
      readonly durability: 'strict' | 'relaxed'
      readonly keep: Keep
    }
  /** To be signed with the delegate's key; answered with `signed`. */
  | { readonly kind: 'sign'; readonly token: number; readonly what: Signable; readonly message: Bytes }
  /** A `vote` to delegates is for peers that are one by our own knowledge; who else gets it does no harm. */
  | { readonly kind: 'send'; readonly message: Message; readonly to: 'delegates' | 'everybody' }
  | {
      readonly kind: 'verdict'
      readonly message: Message
      readonly from?: string
      readonly verdict: Verdict
      readonly code?: Code
    }
  /** A block is missing, a parent or a certified one: whoever does the fetching brings it in as `heard`. */
  | { readonly kind: 'want'; readonly hash: Hash; readonly height?: number; readonly from?: string }
  /** To be asked of every peer that is reached, and of those reached later, until another takes its place. */
  | { readonly kind: 'recall'; readonly recall: Recall }
  | { readonly kind: 'answer'; readonly to: string; readonly memory: Memory }
  /** An input `time` is wanted at this moment. */
  | { readonly kind: 'timer'; readonly ms: number }
  | {
      readonly kind: 'executed'
      readonly parent: Executed
      readonly block: Block
      readonly executed: Executed
    }
  /** Executing it failed, though it looked well and was sent on: its producer's fault, nobody else's. */
  | { readonly kind: 'invalid'; readonly block: Block; readonly code: Code }
  | { readonly kind: 'head'; readonly executed: Executed }
  /** These became final, the lowest first. */
  | { readonly kind: 'final'; readonly blocks: readonly Candidate[] }
  | { readonly kind: 'evidence'; readonly offence: Offence }
  /** A transaction left the pool, or never got in, without a block. */
  | { readonly kind: 'kept-out'; readonly transaction: Transaction; readonly code: Code }
  | { readonly kind: 'halt'; readonly halt: Halt }
