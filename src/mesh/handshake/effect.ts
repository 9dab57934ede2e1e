// What handshakes want done.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Claims, Refusal } from '../frames/meeting.ts'
import type { StreamName, Way } from '../port.ts'
import type { Who } from './who.ts'

/** What came on a link before the handshake was over here. */
export interface Early {
  readonly stream: StreamName
  readonly bytes: Bytes
}

export interface Proven {
  readonly kind: 'proven'
  readonly link: number
  readonly peer: string
  readonly dialled: boolean
  readonly way: Way
  readonly key: Bytes
  readonly claims: Claims
  readonly who: Who
  /** How many full neighbours it says it has. */
  readonly links: number
  /** In their order; to be heard now. */
  readonly early: readonly Early[]
}

export type HandshakeEffect =
  | { readonly kind: 'send'; readonly link: number; readonly bytes: Bytes }
  | { readonly kind: 'sign'; readonly token: number; readonly message: Bytes }
  | { readonly kind: 'verify'; readonly token: number; readonly items: readonly Signed[] }
  /** Both sides have proven who they are. */
  | Proven
  /** It came to nothing: the link is to be closed. `by`: who refused. */
  | {
      readonly kind: 'refused'
      readonly link: number
      readonly peer: string
      readonly by: 'us' | 'them'
      readonly reason: Refusal
    }
  /** An input is wanted at this moment. */
  | { readonly kind: 'wake'; readonly ms: number }
