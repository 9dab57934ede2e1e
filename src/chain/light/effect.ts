// What a light peer wants done. Verifications are answered with `verified`, and `ask` by whoever can.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Verdict } from '../node/effect.ts'
import type { Outcome } from '../outcomes.ts'
import type { Leaf } from '../tree/tree.ts'
import type { Succession } from './era.ts'
import type { Final } from './finals.ts'
import type { Headline } from './headline.ts'
import type { LightItem } from './input.ts'
import type { EraFault } from './judge-era.ts'
import type { Trust } from './trust.ts'

export type Ask =
  /** The proof of the first hand-over whose boundary is above this height. */
  | { readonly kind: 'handover'; readonly above: number }
  | { readonly kind: 'headline'; readonly hash: Hash }
  /** The headlines from the last final block to the head. */
  | { readonly kind: 'latest' }
  /** A block at this height or just below, and what shows it to be final. */
  | { readonly kind: 'finality'; readonly height: number }
  /** A block that is trusted by its hash (rule 8): its header, and the sets active at its child. */
  | { readonly kind: 'checkpoint'; readonly height: number; readonly hash: Hash }
  /** What ended the era of this chain id: the recovery, and what shows that it holds. */
  | { readonly kind: 'recovery'; readonly chain: Hash }
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
  /** The block that was to be trusted by its hash was shown. */
  | { readonly kind: 'trusted'; readonly trust: Trust }
  /** A recovery was followed (rule 10): who is trusted now, and what showed it, for others to be shown. */
  | { readonly kind: 'era'; readonly ended: Hash; readonly trust: Trust; readonly shown: Succession }
  /** A new era is spoken of, and what is shown of it is not enough here: a newer checkpoint would be. */
  | { readonly kind: 'unproven'; readonly fault: EraFault }
  /**
   * Two final blocks that exclude each other, and the keys that signed towards both; or a recovery that contradicts the
   * last final block. Nothing more is believed.
   */
  | {
      readonly kind: 'halt'
      readonly reason: 'conflicting-finals' | 'recovery'
      readonly held: Final
      readonly other: Final
      readonly keys: readonly Bytes[]
    }
