export const CODES = {
  'accounts/uncovered': 'what the account has does not cover this (has, needs)',
  'accounts/not-a-member': 'the other account is not an active member',
  'accounts/self': 'payer and payee are the same account',
  'accounts/amount': 'an amount must be at least one micro-credit',
  'accounts/not-treasurer': 'only the treasurer does this',
  'accounts/no-redemption': 'no such redemption is open',
  'accounts/redemptions-open': 'the account has as many redemptions open as it may have',
  'accounts/line-in-use': 'the credit line is in use beyond this (new line, in use)',
} as const
