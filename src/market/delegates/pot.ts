// The pot that pays producers: an account that nobody has a key to. Fees and slashed stakes go into it, and every
// block that is not empty takes a small share out.
import type { Bytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Context } from '../../chain/module.ts'
import type { Reading, Writing } from '../../chain/store.ts'
import { balanceOf, credit, debit } from '../accounts/money.ts'
import { delegatesParams } from './params.ts'

/** No key hashes to this id. */
export const POT: Bytes = new TextEncoder().encode('wattle/delegates/pot')

export const potOf = (state: Reading): number => balanceOf(state, POT).free

/** Puts credits into the pot that the caller has taken from somebody. */
export function contribute(state: Writing, amount: number): void {
  if (amount > 0) credit(state, POT, amount)
}

/** A producer's share of the pot, for one block. */
export function payFromPot(context: Context, producer: Bytes): void {
  const share = divFloor(potOf(context), context.params(delegatesParams).rewardPart)
  if (share < 1 || debit(context, POT, share)) return
  credit(context, producer, share)
}
