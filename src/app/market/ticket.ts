// The arithmetic of an order before it is sent, in exact integers: milli-credits a kWh, Wh, micro-credits.
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

export type Problem = 'energy-most' | 'floor' | 'ceiling' | 'too-much'

/** What an order comes to, or what is wrong with it. */
export function reckon(rules: Rules, { side, price, energy }: Wish): Reckoning | Problem {
  if (energy > rules.mostEnergy) return 'energy-most'
  if (price < rules.leastPrice) return 'floor'
  if (price > rules.mostPrice) return 'ceiling'
  const fee = side === BUY ? rules.potFee + rules.fundFee : 0
  const sum = price * energy
  // A buyer sets its limit aside; a seller what it promises by, and what it would pay where its limit is below zero.
  const setAside = side === BUY ? Math.max(0, sum) : rules.deposit * energy + Math.max(0, -sum)
  if (![sum, setAside].every(Number.isSafeInteger)) return 'too-much'
  return { energyPrice: price - fee, fee, sum, setAside }
}

interface Best {
  readonly bid: { readonly price: number } | null
  readonly ask: { readonly price: number } | null
}

/** The limit at which an order would meet what stands there, or stand beside the best of its own side. */
export function limitFor(side: Side, { bid, ask }: Best, rules: Rules): number | undefined {
  const fee = rules.potFee + rules.fundFee
  const price = side === BUY ? (ask ? ask.price + fee : bid?.price) : bid ? bid.price - fee : ask?.price
  return price === undefined ? undefined : Math.min(rules.mostPrice, Math.max(rules.leastPrice, price))
}
