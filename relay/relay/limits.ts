// What a relay gives to one visitor and to all, and why. It introduces peers to each other and does nothing else, so
// little is enough. An address is often a whole house or hall behind one router.

/** Places held for peers: a large community, or several small ones, on a machine that costs little. */
export const MAX_RESERVATIONS = 2048
/** Of one address: a hall with fifty phones, and some that reload. */
export const MAX_RESERVATIONS_OF_ONE = 128
/** A place is asked for again within this time; who is gone loses it at once. */
export const RESERVATION_MS = 30 * 60_000
/** Sockets that are open. */
export const MAX_CONNECTIONS = 3072
export const MAX_CONNECTIONS_OF_ONE = 160
/** New sockets of one address: the whole hall at once, then some every second. */
export const CONNECTIONS_AT_ONCE = 160
export const CONNECTIONS_PER_SECOND = 4
/** A socket that asks for no place is closed: it came to dial, and has. */
export const IDLE_MS = 60_000

/** An introduction is an offer of some 700 bytes and its answer, and Noise's handshake around them; so a circuit ends
 * before it can carry anything else. */
export const CIRCUIT_BYTES = 1 << 15
export const CIRCUIT_MS = 30_000
/** Introductions that one peer has under way: it dials a few neighbours at a time. */
export const MAX_CIRCUITS_OF_ONE = 16
/** Bytes that come from one address, on all its sockets. */
export const BYTES_AT_ONCE = 1 << 23
export const BYTES_PER_SECOND = 1 << 17

/** Requests of one address: the hall loads the app, some forty files each, then asks who is there now and then. */
export const REQUESTS_AT_ONCE = 3000
export const REQUESTS_PER_SECOND = 100
/** Addresses that are remembered at a time; one that did nothing for a while is forgotten. */
export const MAX_ADDRESSES = 20_000
export const FORGET_MS = 10 * 60_000
