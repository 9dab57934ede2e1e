// Provisional matches, where the community lets takers think them over: which of them the autopilot confirms.
import { makePlan } from './plan.ts'
import type { Situation } from './situation.ts'
import { wishAt } from './wish.ts'

/** A match that one took, and is not held to yet. */
export interface Offer {
  readonly interval: number
  readonly side: 'buy' | 'sell'
  /** All-in: what a kWh costs its buyer, or brings its seller. */
  readonly priceMilli: number
  readonly energyWh: number
}

/** So much of it must still be of use. */
const LEAST_SHARE = 0.5

/**
 * Those that it still has use for, at a price that it would go to itself. It does not use the time to look for something
 * better: whoever offered is held to it meanwhile. The situation's positions are without these offers.
 */
export function confirmed<O extends Offer>(situation: Situation, offers: readonly O[]): O[] {
  const positionWh = [...situation.positionWh]
  return offers.filter(({ interval, side, priceMilli, energyWh }) => {
    const place = interval - situation.first
    if (place < 0 || place >= positionWh.length) return false
    // As if its gate were here: the price is then the last that it would go to.
    const now = { ...situation, positionWh, looksAgain: Number.POSITIVE_INFINITY }
    const wish = wishAt(now, makePlan(now), place)
    if (!wish || wish.side !== side || wish.energyWh < LEAST_SHARE * energyWh) return false
    if (side === 'buy' ? priceMilli > wish.priceMilli : priceMilli < wish.priceMilli) return false
    positionWh[place]! += side === 'buy' ? energyWh : -energyWh
    return true
  })
}
