import type { Order, Shelf } from '../engine/ports.ts'

/** An order that stands has so much left, or is done. */
export function keepRest<O extends Order>(shelf: Shelf<O>, order: O, rest: number): void {
  if (rest > 0) shelf.keep(order, rest)
  else shelf.remove(order)
}
