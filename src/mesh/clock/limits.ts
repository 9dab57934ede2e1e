// What a clock takes from the others, each with its reason.

/** From fewer answers nothing follows: of three, two could be wrong together. */
export const LEAST_ANSWERS = 4
/** The greatest correction: a device that is further off has a clock that somebody should look at. */
export const MOST_OFF_MS = 30_000
/** A new neighbour is asked so often, so far apart: the shortest round trip tells most. */
export const FIRST_ASKS = 3
export const FIRST_MS = 700
/** Then so rarely: a crystal drifts by 3 ms in a minute at worst. It also tells who is still there. */
export const ASK_MS = 60_000
/** And so often while clocks are seen to move. */
export const MOVING_MS = 10_000
/** So long the first answer of a new neighbour is waited for, so that whoever answers fast has no more weight. */
export const FIRST_ANSWER_MS = 3000
/** Answers of one neighbour that are kept; of them the one with the shortest round trip counts. */
export const KEPT_ANSWERS = 4
/** And how long. */
export const ANSWER_MS = 300_000
/** An answer that took longer says nothing: somebody slept. */
export const LONGEST_TRIP_MS = 4000
/** Nobody moves for less than this, or than half of the round trip, or all would drift along with each other. */
export const STILL_MS = 10
/** A neighbour's questions that are answered: so many at once, and one more in so many milliseconds. */
export const ASKED_AT_ONCE = 16
export const ASKED_MS = 5000
