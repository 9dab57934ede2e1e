// A book in memory, with the ledger's own engine behind it.
import { Matching } from '../../market/book/engine/engine.ts'
import { NO_GRID } from '../../market/book/engine/grid.ts'
import { MemoryOrder } from '../../market/book/engine/memory/level.ts'
import { MemoryShelf } from '../../market/book/engine/memory/shelf.ts'
import type { Clerk, Side } from '../../market/book/engine/ports.ts'
import type { Level } from '../autopilot/situation.ts'

/** Nothing bounds an experiment's work. */
const WITHOUT_END = Number.MAX_SAFE_INTEGER

export interface Deal {
  readonly buyer: number
  readonly seller: number
  /** Their orders. */
  readonly buy: number
  readonly sell: number
  readonly energyWh: number
  readonly priceMilli: number
}

export class Book {
  private readonly shelf = new MemoryShelf<MemoryOrder>()
  private readonly engine: Matching<MemoryOrder>
  private deals: Deal[] = []
  private placed = 0
  lastMilli: number | undefined

  constructor() {
    const clerk: Clerk<MemoryOrder> = {
      traded: ({ buy, sell, energy, price }) => {
        this.lastMilli = price
        const [buyer, seller] = [buy.owner as number, sell.owner as number]
        this.deals.push({
          buyer,
          seller,
          buy: buy.place,
          sell: sell.place,
          energyWh: energy,
          priceMilli: price,
        })
      },
      ended() {},
    }
    this.engine = new Matching(this.shelf, NO_GRID, clerk, WITHOUT_END)
  }

  /** A new order and what it traded with, at once. What is left of it rests under its place. */
  place(
    owner: number,
    side: Side,
    priceMilli: number,
    energyWh: number,
  ): { place: number; deals: readonly Deal[] } {
    this.deals = []
    const place = ++this.placed
    this.engine.enter(new MemoryOrder(place, owner, side, priceMilli, energyWh), 'gate', WITHOUT_END)
    return { place, deals: this.deals }
  }

  cancel(place: number): void {
    if (this.shelf.find(place)) this.engine.cancel(place, WITHOUT_END)
  }

  shrink(place: number, energyWh: number): void {
    if (this.shelf.find(place)) this.engine.shrink(place, energyWh, WITHOUT_END)
  }

  /** What still waits of an order. */
  restOf(place: number): number {
    return this.shelf.find(place)?.rest ?? 0
  }

  /** The best levels of a side that begin with somebody else's order, by that order alone. */
  depth(side: Side, own: number, most: number): Level[] {
    const levels: Level[] = []
    const lane = this.shelf.open(side)[0]
    for (let order = lane?.level(); order && levels.length < most; order = lane!.level(order.price))
      if (order.owner !== own) levels.push({ priceMilli: order.price, energyWh: order.rest })
    return levels
  }

  best(side: Side): MemoryOrder | undefined {
    return this.shelf.open(side)[0]?.level()
  }
}
