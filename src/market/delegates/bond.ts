// Locking credits for this module. Only credits of one's own: what a credit line lends is no loss to its borrower.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Writing } from '../../chain/store.ts'
import { balanceOf, lock, unlock } from '../accounts/money.ts'
import type { Reason } from '../accounts/reasons.ts'

/** An account has one candidacy and one vote, so their locks need no names. */
export const NO_NAME: Bytes = new Uint8Array(16)

/** Changes what an account has locked for a reason. */
export function setBond(
  state: Writing,
  account: Bytes,
  reason: Reason,
  before: number,
  after: number,
): Refusal | undefined {
  if (after < before) unlock(state, account, reason, NO_NAME, before - after)
  if (after <= before) return undefined
  const { free } = balanceOf(state, account)
  if (free < after - before) return refuse('delegates/uncovered', free, after - before)
  return lock(state, account, reason, NO_NAME, after - before)
}
