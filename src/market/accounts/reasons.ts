// Why credits are locked. A reason is a byte in the key and a name in words; other modules add theirs here.

export const REASONS = {
  redemption: { id: 1, words: 'waits to be paid out by the treasurer' },
} as const

export type Reason = keyof typeof REASONS
