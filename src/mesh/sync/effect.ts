// What a sync wants done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Block } from '../../chain/block.ts'
import type { Headline } from '../../chain/light/headline.ts'
import type { Chunk } from '../../chain/tree/snapshot.ts'
import type { Tree } from '../../chain/tree/tree.ts'

export type SyncEffect =
  | { readonly kind: 'frame'; readonly to: string; readonly stream: 'bulk'; readonly bytes: Bytes }
  /** To the node, as heard from this neighbour. */
  | { readonly kind: 'deliver'; readonly block: Block; readonly from: string }
  /** Is this a final block? Found out by hand-over proofs, from a checkpoint; answered with `judged`. */
  | { readonly kind: 'judge'; readonly headline: Headline; readonly from: string }
  /** A part of a snapshot, verified: worth keeping, so that a restart need not begin anew. */
  | { readonly kind: 'chunk'; readonly headline: Headline; readonly chunk: Chunk }
  /** The whole state after a final block, and that block. */
  | { readonly kind: 'snapshot'; readonly block: Block; readonly state: Tree }
  /** The answer to a light peer's question, to be assessed; null when nobody had one. */
  | {
      readonly kind: 'answered'
      readonly token: number
      readonly answer: Bytes | null
      readonly from?: string
    }
  /** It answered with what was not asked for, or sent what no honest peer sends: the link is to be closed. */
  | {
      readonly kind: 'neighbour'
      readonly neighbour: string
      readonly is: 'bad'
      readonly reason: 'lied' | 'form' | 'size' | 'version'
    }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
