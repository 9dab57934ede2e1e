// What a neighbourhood wants done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { ClockState } from '../clock/index.ts'
import type { Role } from '../exchange/roles.ts'
import type { Claims, Refusal } from '../frames/index.ts'
import type { StreamName, ToLinks, Way } from '../port.ts'

/** How it stands with finding others, for a screen. */
export type Standing =
  /** As many neighbours as are wanted. */
  | 'linked'
  /** Fewer, and more are being looked for. */
  | 'looking'
  /** None, and no way to any: no relay answers. */
  | 'cut-off'
  /** This page has made as many connections as a browser allows in its life: the tab should be opened anew. */
  | 'spent'

export type NeighbourhoodEffect =
  | { readonly kind: 'links'; readonly to: ToLinks }
  /** A neighbour; again under the same name when its role changes. */
  | {
      readonly kind: 'joined'
      /** The same device has the same name on every link, one link at a time: its key in hexadecimal. */
      readonly neighbour: string
      readonly link: number
      /** What it is to this peer: for the exchange. */
      readonly role: Role
      /** What it says it is. Whoever says that it is full can be asked by the sync, stranger or not. */
      readonly claims: Claims
      readonly key: Bytes
      readonly account: Bytes | undefined
      readonly way: Way
    }
  | { readonly kind: 'left'; readonly neighbour: string; readonly why: Refusal | 'closed' }
  /** For the exchange (live) or the sync (bulk). */
  | {
      readonly kind: 'frame'
      readonly from: string
      readonly stream: StreamName
      readonly bytes: Bytes
    }
  /** What waits to be sent to a neighbour, as the links say. */
  | {
      readonly kind: 'unsent'
      readonly neighbour: string
      readonly stream: StreamName
      readonly bytes: number
    }
  /** Somebody cannot be a neighbour, or does not want this peer as one. `community`, `version` and `banned` are worth
   * showing to the user when it is them who refuse, or when it is the only one there. */
  | {
      readonly kind: 'refused'
      readonly peer: string
      readonly by: 'us' | 'them'
      readonly reason: Refusal
    }
  /** With the device's key; answered with `signed`. */
  | { readonly kind: 'sign'; readonly token: number; readonly message: Bytes }
  /** Answered with `verified`, one verdict an item. */
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  /** What the others say of this device's clock has changed. */
  | {
      readonly kind: 'clock'
      readonly state: ClockState
      readonly offMs: number
      readonly answers: number
    }
  | { readonly kind: 'standing'; readonly standing: Standing }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
