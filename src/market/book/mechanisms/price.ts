// The price of a call: the one at which most is traded.
//
// Both sides are walked best first while they cross. The price lies between what the last ones traded would have taken
// and what the first ones left out would have given, halfway, rounded down.
import { add, divFloor, sub } from '../../../bytes/integer.ts'

/** All that waits at one price. */
export interface Level {
  readonly price: number
  readonly energy: number
}

export interface Clearing {
  /** What every seller gets. */
  readonly price: number
  /** What is to be traded at it. */
  readonly energy: number
}

/** Levels best first, each once. The fee is what every buyer pays beyond the price. Undefined where nothing crosses. */
export function clearingOf(bids: Iterable<Level>, asks: Iterable<Level>, fee: number): Clearing | undefined {
  const demand = new Side(bids)
  const supply = new Side(asks)
  let energy = 0
  let marginalBid = 0
  let marginalAsk = 0
  while (demand.level && supply.level && supply.level.price <= sub(demand.level.price, fee)) {
    const traded = Math.min(demand.left, supply.left)
    marginalBid = demand.level.price - fee
    marginalAsk = supply.level.price
    energy = add(energy, traded)
    demand.take(traded)
    supply.take(traded)
  }
  if (energy === 0) return undefined
  // What is left of a level that is partly filled counts as unfilled.
  const low = demand.level ? Math.max(marginalAsk, sub(demand.level.price, fee)) : marginalAsk
  const high = supply.level ? Math.min(marginalBid, supply.level.price) : marginalBid
  return { price: divFloor(add(low, high), 2), energy }
}

class Side {
  level: Level | undefined
  left = 0
  private readonly levels: Iterator<Level>

  constructor(levels: Iterable<Level>) {
    this.levels = levels[Symbol.iterator]()
    this.next()
  }

  take(energy: number): void {
    this.left -= energy
    if (this.left === 0) this.next()
  }

  private next(): void {
    const { value, done } = this.levels.next()
    this.level = done ? undefined : value
    this.left = this.level?.energy ?? 0
  }
}
