// Terms: whether an order may be what it asks for, before anybody's money or any counterpart is looked at.
import { divFloor, mul } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { NAMED, type Terms } from './engine/ports.ts'
import type { BookParams } from './params.ts'
import { lengthOf } from './product.ts'
import type { Book } from './records.ts'

export interface Wish {
  readonly kind: number
  readonly price: number
  readonly energy: number
}

export function refusalOfWish(
  { leastPrice, mostPrice, mostEnergy }: BookParams,
  { kind, price, energy }: Wish,
): Refusal | undefined {
  if (energy === 0) return refuse('book/no-energy')
  if (energy < 0) return refuse('book/negative-energy')
  const most = divFloor(mostEnergy, lengthOf(kind))
  if (energy > most) return refuse('book/energy-most', energy, most)
  if (price < leastPrice) return refuse('book/floor', price, leastPrice)
  if (price > mostPrice) return refuse('book/ceiling', price, mostPrice)
  return undefined
}

/** What no order of a call asks for: there is nothing to trade with until the gate, and `clear` has one price for all. */
export function refusalOfCall(
  { mechanism }: BookParams,
  { terms, traits, names }: { terms: Terms; traits: number; names: readonly unknown[] },
): Refusal | undefined {
  if (mechanism === 'cda') return undefined
  if (terms !== 'gate') return refuse('book/call-terms')
  if (names.length > 0 || (traits & NAMED) !== 0) return refuse('book/call-names')
  if (mechanism === 'clear' && traits !== 0) return refuse('book/call-traits')
  return undefined
}

/** So much a price may be off another one: a share of it, rounded down, or the least that is always let pass. */
export function bandAround(price: number, { percent, least }: { percent: number; least: number }): number {
  const share = divFloor(mul(price < 0 ? -price : price, percent), 100)
  return share > least ? share : least
}

/** The collar: limits stay near the last price, where there is one. */
export function refusalOfCollar({ collar }: BookParams, book: Book | undefined, price: number) {
  const last = book?.last ?? null
  if (!collar || last === null) return undefined
  const band = bandAround(last, collar)
  return price < last - band || price > last + band
    ? refuse('book/collar', price, last - band, last + band)
    : undefined
}

/** The halt: what a trade at this price makes of the anchor that moves are measured from, and until when the book rests. */
export function moved(
  { halt }: BookParams,
  { anchor, last, halted }: Book,
  price: number,
  slot: number,
): Pick<Book, 'anchor' | 'halted'> {
  if (!halt) return { anchor: null, halted }
  const from = anchor && slot - anchor.slot < halt.within ? anchor : { price: last ?? price, slot }
  const off = price > from.price ? price - from.price : from.price - price
  return off > bandAround(from.price, halt)
    ? { anchor: { price, slot }, halted: slot + halt.rest }
    : { anchor: from, halted }
}
