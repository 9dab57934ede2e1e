// What a notebook is told, and what it wants done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Code } from './codes.ts'
import type { Entry, LogName } from './entry.ts'
import type { Proof } from './log.ts'

export type NotebookInput =
  | { readonly kind: 'joined'; readonly neighbour: string }
  | { readonly kind: 'left'; readonly neighbour: string }
  | { readonly kind: 'said'; readonly from: string; readonly bytes: Bytes }
  /** Nothing waits any more on a neighbour's bulk stream. */
  | { readonly kind: 'drained'; readonly neighbour: string }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  /** This device's own, judged, signed and on the disk for good. */
  | { readonly kind: 'own'; readonly entry: Entry }
  /** What the ledger says of devices may be another. */
  | { readonly kind: 'ledger' }
  | { readonly kind: 'time' }

/** How a log's place on the disk changes. */
export type Keep =
  | { readonly kind: 'entries'; readonly log: LogName; readonly entries: readonly Entry[] }
  /** What stands before a place, or from it on, goes. */
  | { readonly kind: 'before' | 'from'; readonly log: LogName; readonly place: number }
  | { readonly kind: 'fork'; readonly log: LogName; readonly proof: Proof }

export type NotebookEffect =
  | { readonly kind: 'say'; readonly to: string; readonly bytes: Bytes }
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  | { readonly kind: 'keep'; readonly keeps: readonly Keep[] }
  /** These logs read otherwise now. */
  | { readonly kind: 'changed'; readonly logs: readonly LogName[] }
  /** No honest peer sends that. */
  | { readonly kind: 'blame'; readonly neighbour: string; readonly code: Code | 'notebook/flood' }
  /** Not taken, and why; nobody is blamed by that alone. */
  | { readonly kind: 'refused'; readonly from: string; readonly device: Bytes; readonly code: Code }
  | { readonly kind: 'wake'; readonly ms: number }
