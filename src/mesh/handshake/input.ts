// What handshakes are told.
import type { Bytes } from '../../bytes/bytes.ts'
import type { StreamName, Way } from '../port.ts'

export type HandshakeInput =
  /** Our own transport id. */
  | { readonly kind: 'self'; readonly peer: string }
  | {
      readonly kind: 'opened'
      readonly link: number
      readonly peer: string
      readonly dialled: boolean
      readonly way: Way
    }
  | { readonly kind: 'closed'; readonly link: number }
  | {
      readonly kind: 'frame'
      readonly link: number
      readonly stream: StreamName
      readonly bytes: Bytes
    }
  | { readonly kind: 'signed'; readonly token: number; readonly signature: Bytes }
  | { readonly kind: 'verified'; readonly token: number; readonly verdicts: readonly boolean[] }
  /** The moment that a `wake` asked for. */
  | { readonly kind: 'time' }
