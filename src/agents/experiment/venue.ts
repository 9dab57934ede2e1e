// Where traders meet: one book, in which a trader has one order at a time. Behind it stands the ledger's own engine.
import type { Look, Side } from '../traders/trader.ts'

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

interface Resting {
  readonly trader: number
  readonly priceMilli: number
}

/** A plain book of single units: best price first, then the older order. */
export function plainVenue(): Venue {
  const books: Record<Side, Resting[]> = { buy: [], sell: [] }
  const better = (side: Side, a: number, b: number) => (side === 'buy' ? a > b : a < b)
  return {
    look: () => ({ bidMilli: books.buy[0]?.priceMilli, askMilli: books.sell[0]?.priceMilli }),
    quote(trader, side, priceMilli) {
      const own = books[side]
      const had = own.findIndex(order => order.trader === trader)
      if (had >= 0) own.splice(had, 1)
      const others = books[side === 'buy' ? 'sell' : 'buy']
      const best = others[0]
      if (best && !better(side, best.priceMilli, priceMilli)) {
        others.shift()
        const [buyer, seller] = side === 'buy' ? [trader, best.trader] : [best.trader, trader]
        return { buyer, seller, priceMilli: best.priceMilli }
      }
      let place = own.length
      while (place > 0 && better(side, priceMilli, own[place - 1]!.priceMilli)) place -= 1
      own.splice(place, 0, { trader, priceMilli })
      return undefined
    },
  }
}
