// What is bounded in pairing, and why.

/** A code of so many characters is a QR that a phone's camera reads from a laptop's screen. */
export const MAX_CODE_CHARS = 900
/** What is read at all: a code, and the address of a page before it. */
export const MAX_PASTED_CHARS = 8192
/** Who scans has the other screen in front of it: an older code is not from there. */
export const FRESH_S = 600
/** Two clocks that nobody has corrected differ by so much. */
export const AHEAD_S = 300
/** Ways to reach a device in one code: with all of them in IPv6 it still fits. */
export const MAX_CODE_CANDIDATES = 12
/** Walking over and scanning the answer takes a while. */
export const WAITING_MS = 600_000
/** Both have the codes: what is told at once is there after so long, or never. */
export const TOLD_MS = 15_000
/** Beside an invitation there is little to say. */
export const MORE_BYTES = 1 << 16
