// The arithmetic of an order before it is sent, in exact integers: milli-credits a kWh, Wh, micro-credits.
import type { Depth } from '../../market/book/depth.ts'
import type { BookParams } from '../../market/book/params.ts'

export const BUY = 0
export const SELL = 1
export type Side = typeof BUY | typeof SELL

/** What of the community's rules an order hangs on. */
export interface Rules {
  readonly leastPrice: number
  readonly mostPrice: number
  readonly mostEnergy: number
  /** What a seller locks for every kWh. */
  readonly deposit: number
  readonly potFee: number
  readonly fundFee: number
  /** How far limits may be from the last price. */
  readonly collar: BookParams['collar']
}

export interface Wish {
  readonly side: Side
  readonly price: number
  readonly energy: number
}

export interface Reckoning {
  /** A kWh: what the energy costs at the limit, and the fee in it. */
  readonly energyPrice: number
  readonly fee: number
  /** All-in: what a buyer pays at most, what a seller gets at least. */
  readonly sum: number
  /** What is set aside until it has traded or ended. */
  readonly setAside: number
}

export type Problem = 'energy-most' | 'floor' | 'ceiling' | 'too-much' | 'collar'

export interface Around {
  /** What lines take of a kWh. */
  readonly path?: number
  /** The book’s last price. */
  readonly last?: number | null
}

/** Between which prices limits are, with a last price to be near to. */
export function collarOf({ collar }: Pick<Rules, 'collar'>, last: number | null) {
  if (!collar || last === null) return undefined
  const band = Math.max(collar.least, Math.floor((Math.abs(last) * collar.percent) / 100))
  return { least: last - band, most: last + band }
}

/** What an order comes to, or what is wrong with it. */
export function reckon(
  rules: Rules,
  { side, price, energy }: Wish,
  { path = 0, last = null }: Around = {},
): Reckoning | Problem {
  if (energy > rules.mostEnergy) return 'energy-most'
  if (price < rules.leastPrice) return 'floor'
  if (price > rules.mostPrice) return 'ceiling'
  const near = collarOf(rules, last)
  if (near && (price < near.least || price > near.most)) return 'collar'
  const fee = side === BUY ? rules.potFee + rules.fundFee + path : 0
  const sum = price * energy
  // A buyer sets its limit aside; a seller what it promises by, and what it would pay where its limit is below zero.
  const setAside = side === BUY ? Math.max(0, sum) : rules.deposit * energy + Math.max(0, -sum)
  if (![sum, setAside].every(Number.isSafeInteger)) return 'too-much'
  return { energyPrice: price - fee, fee, sum, setAside }
}

/** The limit at which an order would meet what reaches it, or stand beside the best of its own side. */
export function limitFor(side: Side, { bids, asks }: Depth, rules: Rules): number | undefined {
  const fee = rules.potFee + rules.fundFee
  const [bid, ask] = [bids.levels[0]?.price, asks.levels[0]?.price]
  const price =
    side === BUY
      ? (asks.meets?.limit ?? bid ?? (ask === undefined ? undefined : ask + fee))
      : (bids.meets?.limit ?? ask ?? (bid === undefined ? undefined : bid - fee))
  return price === undefined ? undefined : Math.min(rules.mostPrice, Math.max(rules.leastPrice, price))
}
