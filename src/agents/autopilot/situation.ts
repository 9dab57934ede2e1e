// All that the autopilot is told when it looks at its orders, and all that it answers. Interval `first + i` has place i
// in every list.
import type { Band } from '../forecast/band.ts'
import type { Side } from '../traders/trader.ts'
import type { Outlook } from './outlook.ts'
import type { Worth } from './schedule.ts'
import type { Sentence } from './sentence.ts'
import type { Store } from './store.ts'

export interface Level {
  readonly priceMilli: number
  readonly energyWh: number
}

/** What a book shows, without one's own orders: its best levels first. */
export interface Quotes {
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  /** The last price there, or that of the same time a day before. */
  readonly lastMilli?: number
}

export interface OpenOrder {
  readonly id: number
  readonly interval: number
  readonly side: Side
  readonly priceMilli: number
  readonly energyWh: number
}

export interface Situation {
  /** The first interval whose gate is still ahead. */
  readonly first: number
  readonly load: readonly Band[]
  readonly solar: readonly Band[]
  /** What the supplier takes and what feeding in pays, all-in. */
  readonly supplierMilli: readonly number[]
  readonly feedInMilli: readonly number[]
  /** Agreed already: bought less sold. */
  readonly positionWh: readonly number[]
  readonly open: readonly OpenOrder[]
  readonly quotes: readonly Quotes[]
  readonly outlook?: Outlook
  readonly store?: Store
  /** From 0, save money, to 1, help neighbours. */
  readonly slider: number
  /** What open buys and what was bought for these intervals may cost together, and what of it is spent. */
  readonly budgetMicro: number
  readonly spentMicro: number
  /** In how many intervals it looks again: what its gate shuts before then is decided now. */
  readonly looksAgain: number
  /** How many commands it may give now. */
  readonly quota: number
}

export type Action =
  | {
      readonly kind: 'place'
      readonly interval: number
      readonly side: Side
      readonly priceMilli: number
      readonly energyWh: number
    }
  | { readonly kind: 'replace'; readonly id: number; readonly priceMilli: number; readonly energyWh: number }
  | { readonly kind: 'cancel'; readonly id: number }

export interface Plan {
  /** Load less sun, as a band. */
  readonly net: readonly Band[]
  /** Where between feed-in and supplier the price is expected. */
  readonly scarcity: readonly number[]
  readonly priceMilli: readonly number[]
  /** What the store takes, Wh at the meter. */
  readonly storeWh: readonly number[]
  /** What a stored kWh is worth after each interval; none while the store is away, or is not steered. */
  readonly worth: readonly (Worth | undefined)[]
  /** The store, where it can be steered. */
  readonly store: Store | undefined
}

export interface Review {
  readonly actions: readonly Action[]
  /** What the store is to take in each interval, among others. */
  readonly plan: Plan
  /** Why, most important first. */
  readonly why: readonly Sentence[]
}
