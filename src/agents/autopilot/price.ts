// The price of an order. It starts where it gains more than its share and gives way as its gate comes near, down to what
// the tariff leaves: so whoever gains most from trading meets first, and nothing that gains is left undone at the gate.
import type { Side } from '../traders/trader.ts'

/** So much of the gain is asked for, beyond one's share of it, with at least so many intervals to the gate. */
const PATIENCE: readonly (readonly [intervals: number, share: number])[] = [
  [64, 1.15],
  [48, 1.05],
  [32, 0.95],
  [20, 0.85],
  [12, 0.75],
  [6, 0.55],
  [1, 0.3],
]
/** Who helps neighbours asks for so much less of it. */
const HELP = 0.3

/** `left`: how many intervals there are to its gate after this look and before the last one. */
export function patience(left: number, slider: number): number {
  const [, share] = PATIENCE.find(([least]) => left >= least) ?? [0, 0]
  return share * (1 - HELP * slider)
}

export interface Terms {
  readonly side: Side
  readonly supplierMilli: number
  readonly feedInMilli: number
  /** What trading gains between anybody and anybody, and how much of it falls to sellers: 0 with plenty of supply. */
  readonly gainMilli: number
  readonly scarcity: number
  readonly patience: number
  /** The most that this buyer, the least that this seller should agree to, besides the tariff. */
  readonly worthMilli?: number
}

/** A whole price: a buyer's below the supplier's, a seller's above the feed-in. Nothing where there is none. */
export function priceOf(terms: Terms): number | undefined {
  const { side, supplierMilli, feedInMilli, worthMilli } = terms
  // Own tariff less a margin that is the same for all: so those with most to gain are also first in the book.
  const marginMilli = terms.patience * terms.gainMilli
  const most = Math.ceil(supplierMilli) - 1
  const least = Math.floor(feedInMilli) + 1
  if (side === 'buy') {
    const limit = Math.min(most, Math.floor(worthMilli ?? most))
    const price = Math.min(limit, Math.max(least, Math.round(most - marginMilli * (1 - terms.scarcity))))
    return price < least ? undefined : price
  }
  const limit = Math.max(least, Math.ceil(worthMilli ?? least))
  const price = Math.max(limit, Math.min(most, Math.round(least + marginMilli * terms.scarcity)))
  return price > most ? undefined : price
}
