// What a neighbour may say about neighbours and the time, each with its reason.

/** So many frames at once, after a sleep, and one more in so long: honest peers send a few a minute. */
export const FRAMES_AT_ONCE = 1000
export const FRAME_EVERY_MS = 100
/** Who deceived or flooded stays out for so long, under its key and under its transport id. */
export const BAN_MS = 600_000
export const MOST_BANS = 512
