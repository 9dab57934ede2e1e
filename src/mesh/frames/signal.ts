// How two peers that have no link make one through others: an offer is carried from neighbour to neighbour, its answer
// back by the same way.
import { bytes, integer, type Of, oneOf, struct, text, u8, uint } from '../../bytes/codec.ts'
import { MAX_HOPS, MAX_PEER_BYTES, MAX_SIGNAL_BYTES } from './limits.ts'

export const SIGNAL_ID_BYTES = 8

const OFFERED = {
  id: bytes(SIGNAL_ID_BYTES),
  /** For whom: the device's key, and the transport id that it had. */
  to: bytes(32),
  toPeer: text(MAX_PEER_BYTES),
  /** From whom. */
  key: bytes(32),
  peer: text(MAX_PEER_BYTES),
  /** How many full neighbours it has. */
  links: u8,
  /** By its own clock; each of its offers is later than the one before, so that none can be played again. */
  at: uint,
  /** The links' own; nobody on the way understands it. */
  body: bytes(1, MAX_SIGNAL_BYTES),
}

/** `hops`: how often it may still be passed on. */
export const offerCodec = struct({
  ...OFFERED,
  hops: integer(0, MAX_HOPS),
  signature: bytes(64),
})
export type Offer = Of<typeof offerCodec>

/** What whoever offers signs, so that nobody can make another answer in vain in its name. */
export const offerTag = struct({ community: bytes(32), ...OFFERED }, 'offer')

/** `lost`: it could not be brought there. `unwanted`: it was, and there is no room. Then the body is empty. */
export const answerCodec = struct({
  id: bytes(SIGNAL_ID_BYTES),
  says: oneOf('yes', 'lost', 'unwanted'),
  body: bytes(0, MAX_SIGNAL_BYTES),
})
export type Answer = Of<typeof answerCodec>
