// Cover: what stands behind an order until it has ended. A buyer locks its limit, a seller a deposit for its promise
// to deliver, and what it would pay itself where its limit is below zero. A credit line counts.
import { add, mul } from '../../bytes/integer.ts'
import { BUY, type Side } from './records.ts'

export interface Priced {
  readonly side: Side
  readonly price: number
  readonly deposit: number
}

/** Beyond the deposit. */
export const coverOfPrice = ({ side, price }: Priced, energy: number): number =>
  side === BUY ? (price > 0 ? mul(price, energy) : 0) : price < 0 ? mul(-price, energy) : 0

export const depositOf = ({ deposit }: Priced, energy: number): number => mul(deposit, energy)

/** What stands behind all of an open order: what waits, and what is matched and not confirmed. */
export const coverOfOrder = (order: Priced & { readonly rest: number; readonly matched: number }): number =>
  coverOf(order, add(order.rest, order.matched))

export const coverOf = (order: Priced, energy: number): number =>
  add(coverOfPrice(order, energy), depositOf(order, energy))
