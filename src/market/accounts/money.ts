// Moving credits: the narrow functions that other modules use. Every one keeps the sum of free and locked credits
// equal to the supply, and none lets an account fall below its credit line.
import type { Bytes } from '../../bytes/bytes.ts'
import { add, sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Reading, Writing } from '../../chain/store.ts'
import { REASONS, type Reason } from './reasons.ts'
import { balances, locks } from './records.ts'

export interface Balance {
  readonly free: number
  readonly line: number
  /** Locked for the market: behind open orders, and behind energy that is sold and not yet delivered. */
  readonly held: number
}

const EMPTY: Balance = { free: 0, line: 0, held: 0 }

export const balanceOf = (state: Reading, account: Bytes): Balance => state.get(balances, [account]) ?? EMPTY

/** What the account can still spend or lock, its credit line included. Lines are bounded, so the sum is exact. */
export function coverOf(state: Reading, account: Bytes): number {
  const { free, line } = balanceOf(state, account)
  return sumOf(free, line)
}

const sumOf = (free: number, line: number): number =>
  free > Number.MAX_SAFE_INTEGER - line ? Number.MAX_SAFE_INTEGER : free + line

export function setBalance(state: Writing, account: Bytes, { free, line, held }: Balance): void {
  if (free === 0 && line === 0 && held === 0) state.delete(balances, [account])
  else state.put(balances, [account], { free, line, held })
}

/** Takes free credits from an account, or refuses where they and its line do not cover the amount. */
export function debit(state: Writing, account: Bytes, amount: number): Refusal | undefined {
  const { free, line, held } = balanceOf(state, account)
  const cover = sumOf(free, line)
  if (cover < amount) return refuse('accounts/uncovered', cover, amount)
  setBalance(state, account, { free: sub(free, amount), line, held })
  return undefined
}

export function credit(state: Writing, account: Bytes, amount: number): void {
  const { free, line, held } = balanceOf(state, account)
  setBalance(state, account, { free: add(free, amount), line, held })
}

export const lockedFor = (state: Reading, account: Bytes, reason: Reason, name: Bytes): number =>
  state.get(locks, [account, REASONS[reason].id, name])?.amount ?? 0

/** Sets free credits aside for a reason, under a name of 16 bytes; adds to what that name holds already. */
export function lock(
  state: Writing,
  account: Bytes,
  reason: Reason,
  name: Bytes,
  amount: number,
): Refusal | undefined {
  const refusal = debit(state, account, amount)
  if (refusal) return refusal
  const held = lockedFor(state, account, reason, name)
  state.put(locks, [account, REASONS[reason].id, name], { amount: add(held, amount) })
  return undefined
}

/** Takes from a lock what its reason has the right to; the caller credits somebody with it. */
export function takeLocked(
  state: Writing,
  account: Bytes,
  reason: Reason,
  name: Bytes,
  amount: number,
): void {
  const held = lockedFor(state, account, reason, name)
  if (amount > held) throw new RangeError(`a lock of ${held} cannot give ${amount}`)
  const key = [account, REASONS[reason].id, name] as const
  if (held === amount) state.delete(locks, key)
  else state.put(locks, key, { amount: held - amount })
}

/** Gives locked credits back to their owner. */
export function unlock(state: Writing, account: Bytes, reason: Reason, name: Bytes, amount: number): void {
  takeLocked(state, account, reason, name, amount)
  credit(state, account, amount)
}

export const heldOf = (state: Reading, account: Bytes): number => balanceOf(state, account).held

/** Changes what is free and what the market holds, at once; the caller sees to it that nothing is lost or made. */
export function hold(
  state: Writing,
  account: Bytes,
  change: { readonly free: number; readonly held: number },
): Refusal | undefined {
  const { free, line, held } = balanceOf(state, account)
  const cover = sumOf(free, line)
  if (cover + change.free < 0) return refuse('accounts/uncovered', cover, -change.free)
  if (held + change.held < 0) throw new RangeError(`the market holds ${held} and cannot give ${-change.held}`)
  setBalance(state, account, { free: add(free, change.free), line, held: add(held, change.held) })
  return undefined
}
