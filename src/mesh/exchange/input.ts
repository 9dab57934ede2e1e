// What an exchange is told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Verdict } from '../../chain/node/effect.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Said } from '../frames/item.ts'
import type { Role } from './roles.ts'

export type ExchangeInput =
  /** A link is up and both sides have proven who they are; or a neighbour's role has changed. */
  | { readonly kind: 'joined'; readonly neighbour: string; readonly role: Role }
  | { readonly kind: 'left'; readonly neighbour: string }
  /** This peer's own role has changed. */
  | { readonly kind: 'role'; readonly role: Role }
  /** On the live stream. */
  | { readonly kind: 'frame'; readonly from: string; readonly bytes: Bytes }
  /** From this peer's own node or user, to all whom it concerns. */
  | { readonly kind: 'publish'; readonly said: Said }
  /** What the node thinks of something that was delivered. */
  | { readonly kind: 'verdict'; readonly said: Said; readonly verdict: Verdict; readonly from?: string }
  /** A neighbour deceived this peer in another conversation. */
  | { readonly kind: 'blame'; readonly neighbour: string }
  /** The live stream to a neighbour takes no more for now, or again. */
  | { readonly kind: 'pressure'; readonly neighbour: string; readonly blocked: boolean }
  /** To be asked of every full neighbour, now and later, until another takes its place or null ends it. */
  | { readonly kind: 'recall'; readonly recall: Recall | null }
  /** The answer to a neighbour's recall. */
  | { readonly kind: 'answer'; readonly to: string; readonly memory: Memory }
  /** Something may be missing here: compare with everybody. */
  | { readonly kind: 'compare' }
  /** The moment that a `wake` asked for. */
  | { readonly kind: 'time' }
