// Why credits are locked. A reason is a byte in the key and a name in words; other modules add theirs here.

export const REASONS = {
  redemption: { id: 1, words: 'waits to be paid out by the treasurer' },
  candidacy: { id: 2, words: 'stands behind a candidate’s keys' },
  delegateVote: { id: 3, words: 'gives a vote for delegates its weight' },
} as const

export type Reason = keyof typeof REASONS
