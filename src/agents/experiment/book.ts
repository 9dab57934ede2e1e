// A book in memory, with the ledger's own engine behind it.
import { Matching } from '../../market/book/engine/engine.ts'
import { NO_GRID } from '../../market/book/engine/grid.ts'
import { MemoryOrder } from '../../market/book/engine/memory/level.ts'
import { MemoryShelf } from '../../market/book/engine/memory/shelf.ts'
import type { Clerk, Side } from '../../market/book/engine/ports.ts'

/** Nothing bounds an experiment's work. */
const WITHOUT_END = Number.MAX_SAFE_INTEGER

export interface Deal {
  readonly buyer: number
  readonly seller: number
  readonly energyWh: number
  readonly priceMilli: number
}

export class Book {
  readonly shelf = new MemoryShelf<MemoryOrder>()
  private readonly engine: Matching<MemoryOrder>
  private deals: Deal[] = []
  private placed = 0
  lastMilli: number | undefined

  constructor() {
    const clerk: Clerk<MemoryOrder> = {
      traded: ({ buy, sell, energy, price }) => {
        this.lastMilli = price
        const [buyer, seller] = [buy.owner as number, sell.owner as number]
        this.deals.push({ buyer, seller, energyWh: energy, priceMilli: price })
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

  best(side: Side): MemoryOrder | undefined {
    return this.shelf.open(side)[0]?.level()
  }
}
