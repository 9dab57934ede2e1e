// An order, as the engine is given it.
import type { Order } from './engine/ports.ts'
import type { Owner } from './owner.ts'
import type { OpenOrder } from './records.ts'
import { nameOfSide } from './side.ts'

export interface BookOrder extends Order {
  readonly owner: Owner
  readonly names?: readonly Owner[]
}

/** An order that its owner has open. */
export function orderOf(
  { place, side, price, rest, pocket, traits }: OpenOrder,
  owner: Owner,
  names: readonly Owner[],
): BookOrder {
  const order = { place, owner, side: nameOfSide(side), price, rest, pocket, traits }
  return names.length > 0 ? { ...order, names } : order
}
