// Who is there: records that devices sign of themselves, and that neighbours tell each other.
import { bool, bytes, list, type Of, struct, text, u8, uint } from '../../bytes/codec.ts'
import { MAX_ADDRESS_BYTES, MAX_ADDRESSES, MAX_PEER_BYTES, MAX_PRESENCES } from './limits.ts'
import { claimsCodec } from './meeting.ts'

const TOLD = {
  /** The device's key. */
  key: bytes(32),
  /** Its transport id, fresh with every page load. */
  peer: text(MAX_PEER_BYTES),
  claims: claimsCodec,
  /** By which relays, or at which sockets, it can be dialled. */
  addresses: list(text(MAX_ADDRESS_BYTES), MAX_ADDRESSES),
  /** How many full neighbours it had. */
  links: u8,
  /** When it said so, in milliseconds since 1970, by the community's clock. Of two records the later holds. */
  at: uint,
}

export const presenceCodec = struct({ ...TOLD, signature: bytes(64) })
export type Presence = Of<typeof presenceCodec>

/** What a device signs of itself. */
export const presenceTag = struct({ community: bytes(32), ...TOLD }, 'presence')

export const gossipCodec = struct({
  /** How many full neighbours the sender has now. */
  links: u8,
  records: list(presenceCodec, MAX_PRESENCES),
  /** Some are wanted back. */
  asks: bool,
})
export type Gossip = Of<typeof gossipCodec>
