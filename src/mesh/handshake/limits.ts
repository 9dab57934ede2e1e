// What handshakes take, each with its reason.

/** The versions of the protocol that this software speaks. */
export const LEAST_VERSION = 1
export const MOST_VERSION = 1

/** From a link's opening to both proofs: signatures take milliseconds, a busy phone a second or two. */
export const HANDSHAKE_MS = 10_000
/** Links that others opened and that have proven nothing yet: a whole hall that comes in at once dials with jitter. */
export const MAX_HALF_OPEN = 32
/** And of one transport id: a second dial may cross the first. */
export const MAX_HALF_OPEN_OF_ONE = 2
/** Each costs this peer a signature: so many at once, and one more in so many milliseconds. */
export const OPENS_AT_ONCE = 64
export const OPEN_MS = 250
/** The other side may be through first and begin to speak: so much of it waits. What is beyond is lost, and comparing makes
 * up for it. */
export const EARLY_FRAMES = 32
export const EARLY_BYTES = 1 << 21
