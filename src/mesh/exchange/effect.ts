// What an exchange wants done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Said } from '../frames/item.ts'
import type { Standing } from '../frames/summary.ts'

export type Reason =
  /** Bytes that no honest peer sends. */
  | 'size'
  | 'form'
  /** It speaks another version. */
  | 'version'
  /** What it passed on was bad. */
  | 'bad-items'
  /** More than anybody can have to say. */
  | 'flood'
  /** It took nothing for long. Nobody's fault: it may be asleep. */
  | 'blocked'
  /** It answered with something else than what it was asked for. */
  | 'lied'
  /** It was dropped a moment ago. */
  | 'banned'

export type ExchangeEffect =
  | { readonly kind: 'frame'; readonly to: string; readonly stream: 'live' | 'bulk'; readonly bytes: Bytes }
  /** To the node, or to the light peer; a verdict is to follow. */
  | { readonly kind: 'deliver'; readonly said: Said; readonly from: string }
  /** Where a neighbour stands: for the sync. */
  | { readonly kind: 'standing'; readonly neighbour: string; readonly standing: Standing }
  | { readonly kind: 'recalled'; readonly from: string; readonly recall: Recall }
  | { readonly kind: 'answered'; readonly from: string; readonly memory: Memory }
  /** `bad`: the link is to be closed, nothing more is sent or heard. `slow`: for whoever chooses links. */
  | {
      readonly kind: 'neighbour'
      readonly neighbour: string
      readonly is: 'slow' | 'bad'
      readonly reason: Reason
    }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
