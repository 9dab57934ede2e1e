// Zero intelligence plus (Cliff and Bruten, "Minimal-intelligence agents for bargaining behaviours in market-based
// environments", HP Laboratories HPL-97-91, 1997): a profit margin that shouts push up and down.
import { type Brief, type Shout, type Trader, withinLimit } from './trader.ts'

// The ranges that the paper draws each trader's constants from.
const LEARNING_RATE = [0.1, 0.5] as const
const MOMENTUM = [0, 0.1] as const
const FIRST_MARGIN = [0.05, 0.35] as const
/** How far beyond a shout a target lies: a share of its price, and besides at most this much. */
const RELATIVE_STEP = 0.05
const ABSOLUTE_STEP_MILLI = 5

export function zip(brief: Brief): Trader {
  const { side, limitMilli, chance } = brief
  const rate = chance.between(...LEARNING_RATE)
  const momentum = chance.between(...MOMENTUM)
  // A seller's margin is above 0, a buyer's below.
  const sign = side === 'sell' ? 1 : -1
  let margin = sign * chance.between(...FIRST_MARGIN)
  let change = 0

  const price = () => limitMilli * (1 + margin)

  /** The Widrow-Hoff rule with momentum. */
  const moveTo = (targetMilli: number) => {
    change = momentum * change + (1 - momentum) * rate * (targetMilli - price())
    const wished = (price() + change) / limitMilli - 1
    margin = side === 'sell' ? Math.max(0, wished) : Math.max(-1, Math.min(0, wished))
  }
  const above = (priceMilli: number) =>
    priceMilli * chance.between(1, 1 + RELATIVE_STEP) + chance.between(0, ABSOLUTE_STEP_MILLI)
  const below = (priceMilli: number) =>
    priceMilli * chance.between(1 - RELATIVE_STEP, 1) - chance.between(0, ABSOLUTE_STEP_MILLI)

  return {
    say: () => withinLimit(brief, price()),
    hear({ side: shouted, priceMilli, accepted }: Shout, active: boolean) {
      const sells = side === 'sell'
      const own = shouted === side
      // As we would quote it, for our own shout is compared with it too: one that finds nobody costs us margin.
      const quote = withinLimit(brief, price())
      const better = sells ? quote <= priceMilli : quote >= priceMilli
      const worse = sells ? quote >= priceMilli : quote <= priceMilli
      // It was taken, so more can be asked for; or we would not have had it; or a rival without luck asked for less.
      if (accepted && better) moveTo(sells ? above(priceMilli) : below(priceMilli))
      else if (active && worse && (accepted ? !own : own))
        moveTo(sells ? below(priceMilli) : above(priceMilli))
    },
  }
}
