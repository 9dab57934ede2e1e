// Rank: prices as keys, the best first. The cheapest offer and the highest bid have the least rank.
import { MAX_PRICE, SELL, type Side } from './records.ts'

export const rankOf = (side: Side, price: number): number =>
  side === SELL ? MAX_PRICE + price : MAX_PRICE - price

export const priceAt = (side: Side, rank: number): number =>
  side === SELL ? rank - MAX_PRICE : MAX_PRICE - rank
