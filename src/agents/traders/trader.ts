// What a trader for one interval sees and says. It has a limit, a unit a day and one order at a time; it never quotes
// beyond its limit. Prices are milli-credits per kWh, whole.
import type { Chance } from '../chance.ts'

export type Side = 'buy' | 'sell'

/** The best of the book, as everybody sees it. */
export interface Look {
  readonly bidMilli: number | undefined
  readonly askMilli: number | undefined
}

/** What everybody hears: somebody quoted. An accepted quote met an older one, whose price is the trade's. */
export interface Shout {
  readonly side: Side
  readonly priceMilli: number
  readonly accepted: boolean
}

export interface Trader {
  /** The price that its one order shall have now, in place of the one that it has; nothing leaves all as it is. */
  say(look: Look): number | undefined
  /** Somebody's shout, its own included; `active` while it still has something to trade. */
  hear(shout: Shout, active: boolean): void
}

/** What a trader is told of itself and of the market. */
export interface Brief {
  readonly side: Side
  /** A buyer's most, a seller's least. */
  readonly limitMilli: number
  /** What the market takes at all. */
  readonly leastMilli: number
  readonly mostMilli: number
  readonly chance: Chance
}

/** A whole price no worse than the limit and within what the market takes. */
export function withinLimit({ side, limitMilli, leastMilli, mostMilli }: Brief, priceMilli: number): number {
  return side === 'buy'
    ? Math.max(leastMilli, Math.min(Math.floor(priceMilli), limitMilli))
    : Math.min(mostMilli, Math.max(Math.ceil(priceMilli), limitMilli))
}
