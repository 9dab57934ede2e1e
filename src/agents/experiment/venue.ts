// Where traders meet: one book, in which a trader has one order at a time.
import type { Look, Side } from '../traders/trader.ts'
import { Book } from './book.ts'

export interface Fill {
  readonly buyer: number
  readonly seller: number
  readonly priceMilli: number
}

export interface Venue {
  look(): Look
  /** Puts this trader's order in place of the one that it has, and says what it traded with. */
  quote(trader: number, side: Side, priceMilli: number): Fill | undefined
}

const UNIT_WH = 1000

/** A book on the ledger's engine, of orders of one unit. */
export function openVenue(): Venue {
  const book = new Book()
  const standing = new Map<number, number>()
  return {
    look: () => ({ bidMilli: book.best('buy')?.price, askMilli: book.best('sell')?.price }),
    quote(trader, side, priceMilli) {
      const had = standing.get(trader)
      if (had !== undefined) book.cancel(had)
      const { place, deals } = book.place(trader, side, priceMilli, UNIT_WH)
      standing.set(trader, place)
      return deals[0]
    },
  }
}
