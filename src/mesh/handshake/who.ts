// Who a device key belongs to, as far as this peer's ledger says.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Role } from '../exchange/roles.ts'
import type { Claims } from '../frames/meeting.ts'

export type Who =
  | {
      readonly kind: 'member'
      readonly account: Bytes
      /** Of a set that is active now. */
      readonly delegate: boolean
    }
  /** No account has this key: a guest, which may sync, read and apply. */
  | { readonly kind: 'stranger' }
  /** The community has excluded whoever it is. */
  | { readonly kind: 'banned' }
  /** This peer has no ledger yet that it could ask: it believes what others say of themselves. */
  | { readonly kind: 'unsaid' }

/** Looked up in the head's state, at once. */
export type Lookup = (key: Bytes) => Who

/** What a peer is to this one. A claim to be more than the ledger says is worth nothing; to be less, is believed. */
export function roleOf(claims: Claims, who: Who): Role {
  switch (who.kind) {
    case 'unsaid':
      return claims
    case 'member':
      return claims === 'delegate' && !who.delegate ? 'full' : claims
    default:
      return 'guest'
  }
}
