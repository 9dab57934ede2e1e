// What a light peer wants done. Verifications are answered with `verified`, and `ask` by whoever can.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Verdict } from '../node/effect.ts'
import type { Outcome } from '../outcomes.ts'
import type { Leaf } from '../tree/tree.ts'
import type { Final } from './finals.ts'
import type { Headline } from './headline.ts'
import type { LightItem } from './input.ts'

export type Ask =
  /** The proof of the first hand-over whose boundary is above this height. */
  | { readonly kind: 'handover'; readonly above: number }
  | { readonly kind: 'headline'; readonly hash: Hash }
  /** The headlines from the last final block to the head. */
  | { readonly kind: 'latest' }
  /** What became of a transaction, at a final block. */
  | { readonly kind: 'outcome'; readonly id: Hash }

export type LightEffect =
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  /** As a node's: `good` is for relaying to other light peers. */
  | {
      readonly kind: 'verdict'
      readonly item: LightItem
      readonly from?: string
      readonly verdict: Verdict
    }
  | { readonly kind: 'ask'; readonly ask: Ask; readonly from?: string }
  /** The tentative head. */
  | { readonly kind: 'head'; readonly headline: Headline }
  /** These became final, as far as they were heard of, the lowest first; the last is the newest. */
  | { readonly kind: 'final'; readonly blocks: readonly Final[] }
  /** A transaction of this device's own: what became of it in which final block. */
  | { readonly kind: 'settled'; readonly id: Hash; readonly outcome: Outcome; readonly at: Final }
  /** Its expiry has passed by the clock of final blocks, and nothing was shown of it: the account's record tells. */
  | { readonly kind: 'expired'; readonly id: Hash }
  /** All that a range of the state holds, after this final block. */
  | {
      readonly kind: 'proved'
      readonly from: Bytes
      readonly to: Bytes
      readonly entries: readonly Leaf[]
      readonly at: Final
    }
  /** A proof that does not hold, and who sent it. */
  | { readonly kind: 'refuted'; readonly from?: string }
  /** Two final blocks that exclude each other, and the keys that signed towards both: nothing more is believed. */
  | {
      readonly kind: 'halt'
      readonly reason: 'conflicting-finals'
      readonly held: Final
      readonly other: Final
      readonly keys: readonly Bytes[]
    }
