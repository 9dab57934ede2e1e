// What discovery is told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Role } from '../exchange/roles.ts'
import type { Answer, Claims, Gossip, Offer, Refusal } from '../frames/index.ts'
import type { FromLinks } from '../port.ts'
import type { Joined } from './neighbour.ts'

type OfLinks<K extends FromLinks['kind']> = Extract<FromLinks, { kind: K }>

export type DiscoveryInput =
  | OfLinks<'self' | 'relays' | 'signal' | 'failed' | 'life' | 'opened'>
  /** An opened link has come to nothing before it was a neighbour's. */
  | { readonly kind: 'refused'; readonly peer: string; readonly reason: Refusal | 'closed' }
  | { readonly kind: 'joined'; readonly joined: Joined }
  | {
      readonly kind: 'role'
      readonly neighbour: string
      readonly role: Role
      readonly claims: Claims
    }
  /** `gone`: its link was lost, and nobody had ended it. */
  | { readonly kind: 'left'; readonly neighbour: string; readonly gone: boolean }
  /** Anything at all came from it. */
  | { readonly kind: 'heard'; readonly from: string }
  | { readonly kind: 'gossip'; readonly from: string; readonly gossip: Gossip }
  | { readonly kind: 'offer'; readonly from: string; readonly offer: Offer }
  | { readonly kind: 'answer'; readonly from: string; readonly answer: Answer }
  | { readonly kind: 'signed'; readonly token: number; readonly signature: Bytes }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  /** Own claims have changed, or what the ledger says of somebody. */
  | { readonly kind: 'changed' }
  /** The moment that a `wake` asked for. */
  | { readonly kind: 'time' }
