// What a neighbourhood is told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { FromLinks } from '../port.ts'

export type NeighbourhoodInput =
  /** All that the links say, in their order. */
  | FromLinks
  | { readonly kind: 'signed'; readonly token: number; readonly signature: Bytes }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  /** The exchange or the sync found a neighbour to be bad: its link is to be closed, and stays closed for a while. */
  | { readonly kind: 'bad'; readonly neighbour: string }
  /** This peer's own role has changed, or the ledger says otherwise who somebody is: looked up anew. */
  | { readonly kind: 'changed' }
  /** The moment that a `wake` asked for. */
  | { readonly kind: 'time' }
