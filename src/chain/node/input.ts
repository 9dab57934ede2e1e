// What a node is told. Everything it knows comes in here, time too.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Recovery } from '../consensus/recovery.ts'
import type { Executed } from '../execute.ts'
import type { Contradiction } from './keep.ts'
import type { Memory, Recall } from './memory.ts'
import type { Message } from './message.ts'

export type Input =
  /** The corrected clock, in milliseconds since genesis: at the start of each slot, and when a timer asked for it. */
  | { readonly kind: 'time'; readonly ms: number }
  /** From a neighbour; or, without one, from this device's own user. */
  | { readonly kind: 'heard'; readonly message: Message; readonly from?: string }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  | { readonly kind: 'persisted'; readonly token: number }
  | { readonly kind: 'signed'; readonly token: number; readonly signature: Bytes }
  /** The device slept, or found its way back to the others: rule 9 begins anew. */
  | { readonly kind: 'woken' }
  /** A neighbour asks what is remembered of its key; the effect `answer` follows. */
  | { readonly kind: 'recalled'; readonly from: string; readonly recall: Recall }
  /** A neighbour's answer to a `recall` of ours. */
  | { readonly kind: 'answer'; readonly from: string; readonly memory: Memory }
  /** Members have signed a recovery (rule 10); where this peer is of the new set it begins the era. */
  | { readonly kind: 'recovery'; readonly recovery: Recovery }
  /** What is final here excludes a block that is known to be right elsewhere: by its user, or as was shown. */
  | { readonly kind: 'contradicted'; readonly by: Contradiction }
  /** A final state, verified on the way, that is further on than the last final block here. */
  | { readonly kind: 'snapshot'; readonly executed: Executed }
