// `clear`: a call with one price. Both sides are walked best first, those at one price by time, until all that the
// price was found for has met.
//
// Where the walk brings an order to one of the same owner, that energy meets nobody: at one price it would be sold to
// oneself for what one pays for it. Nobody else gets more or less for that.
import type { Clerk, Lane, Order, Shelf } from '../engine/ports.ts'
import type { Clearing } from './price.ts'
import { keepRest } from './rest.ts'

/** Makes so many pairs at most. Gives what is left of the clearing, which is where to go on. */
export function clear<O extends Order>(
  shelf: Shelf<O>,
  clerk: Clerk<O>,
  fee: number,
  clearing: Clearing,
  steps: number,
): Clearing {
  const { price } = clearing
  let { energy } = clearing
  for (let step = 0; step < steps && energy > 0; step++) {
    const buy = best(shelf.open('buy'), 1)
    const sell = best(shelf.open('sell'), -1)
    if (!buy || !sell) return { price, energy: 0 }
    const met = Math.min(buy.rest, sell.rest, energy)
    energy -= met
    const [buyRest, sellRest] = [buy.rest - met, sell.rest - met]
    keepRest(shelf, buy, buyRest)
    keepRest(shelf, sell, sellRest)
    if (buy.owner === sell.owner) {
      clerk.ended(buy, met, 'unfilled')
      clerk.ended(sell, met, 'unfilled')
    } else {
      const older = buy.place < sell.place ? 'buy' : 'sell'
      clerk.traded({ buy, sell, buyRest, sellRest, energy: met, price, fee, older })
    }
  }
  return { price, energy }
}

/** The best order of a side, then the oldest. A sign makes greater better. */
function best<O extends Order>(lanes: readonly Lane<O>[], sign: 1 | -1): O | undefined {
  let found: O | undefined
  for (const lane of lanes) {
    const order = lane.level()
    if (!order) continue
    const better = found ? sign * (order.price - found.price) : 1
    if (better > 0 || (better === 0 && order.place < found!.place)) found = order
  }
  return found
}
