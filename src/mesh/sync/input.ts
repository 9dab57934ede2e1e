// What a sync is told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Headline } from '../../chain/light/headline.ts'
import type { Chunk } from '../../chain/tree/snapshot.ts'
import type { Standing } from '../frames/summary.ts'

export type SyncInput =
  /** `serves`: a full peer, which can be asked. */
  | { readonly kind: 'joined'; readonly neighbour: string; readonly serves: boolean }
  | { readonly kind: 'left'; readonly neighbour: string }
  /** On the bulk stream. */
  | { readonly kind: 'frame'; readonly from: string; readonly bytes: Bytes }
  /** So many bytes of the bulk stream to a neighbour have not been sent yet. */
  | { readonly kind: 'drained'; readonly neighbour: string; readonly unsent: number }
  /** Where a neighbour says it stands: the exchange's effect. */
  | { readonly kind: 'standing'; readonly neighbour: string; readonly standing: Standing }
  /** The node's effect: a block is missing. */
  | { readonly kind: 'want'; readonly hash: Hash; readonly height?: number; readonly from?: string }
  /** The node found a block that was delivered to be bad. */
  | { readonly kind: 'refused'; readonly hash: Hash; readonly from: string }
  /** The answer to `judge`: this header is a final block's; it is not; nobody can say yet. */
  | { readonly kind: 'judged'; readonly hash: Hash; readonly verdict: 'final' | 'false' | 'unknown' }
  /** A snapshot that was begun before this device was turned off: the chunks that it kept. */
  | { readonly kind: 'resume'; readonly headline: Headline; readonly chunks: readonly Chunk[] }
  /** A snapshot is wanted whatever the distance: this peer has nothing yet. */
  | { readonly kind: 'newcomer' }
  /** A light peer's question, to be put to whoever answers; `from` first. */
  | { readonly kind: 'ask'; readonly token: number; readonly question: Bytes; readonly from?: string }
  /** What an answer was worth: `bad` costs the liar its link; both that and `nothing` make it be asked elsewhere. */
  | { readonly kind: 'assessed'; readonly token: number; readonly worth: 'good' | 'nothing' | 'bad' }
  /** The moment that a `wake` asked for; or own holdings have changed. */
  | { readonly kind: 'time' }
