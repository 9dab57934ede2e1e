// The rules of the book once more, slow and obvious: one list of orders, sorted anew for every question. Written apart
// from the engine; only the types are shared.
import type { Ending, Grid, Owner, Side, Terms } from './ports.ts'

export interface Plain {
  place: number
  owner: Owner
  side: Side
  price: number
  rest: number
  pocket: number
  solar: boolean
  local: boolean
  names: readonly Owner[]
  /** Only those named. Otherwise those named come first. */
  only: boolean
}

export interface Told {
  buy: number
  sell: number
  energy: number
  price: number
  fee: number
}

export interface Ended {
  place: number
  energy: number
  why: Ending
}

export type Flowing = Grid & { flows: number[] }

export class Reference {
  book: Plain[] = []
  trades: Told[] = []
  endings: Ended[] = []
  readonly #grid: Flowing
  readonly #maxTrades: number

  constructor(grid: Flowing, maxTrades: number) {
    this.#grid = grid
    this.#maxTrades = maxTrades
  }

  enter(order: Plain, terms: Terms): void {
    const rests = this.book.map(({ rest }) => rest)
    const [energy, made, flows] = [order.rest, this.trades.length, [...this.#grid.flows]]
    this.book.push(order)
    this.#offer(order)
    if (terms === 'fok' && (order.rest > 0 || this.trades.length - made > this.#maxTrades)) {
      // As if it had never come.
      this.book.pop()
      for (const [i, rest] of rests.entries()) this.book[i]!.rest = rest
      this.trades.length = made
      this.#grid.flows = flows
      this.endings.push({ place: order.place, energy, why: 'killed' })
      return
    }
    if (terms !== 'gate' && order.rest > 0) {
      this.endings.push({ place: order.place, energy: order.rest, why: 'unfilled' })
      order.rest = 0
    }
    this.settle()
  }

  shrink(place: number, rest: number): void {
    const order = this.book.find(each => each.place === place)
    if (!order || order.rest <= rest) return
    this.endings.push({ place, energy: order.rest - rest, why: 'cancelled' })
    order.rest = rest
    this.#sweep()
  }

  giveBack(order: Plain, energy: number, buy: number, sell: number): void {
    this.#grid.gave(buy, sell, energy)
    if (!this.book.includes(order)) this.book.push(order)
    order.rest += energy
    this.settle()
  }

  /** Offers resting orders, the oldest first; from the oldest again after each that traded. */
  settle(): void {
    this.#sweep()
    for (;;) {
      const traded = this.book.toSorted((a, b) => a.place - b.place).some(order => this.#offer(order))
      this.#sweep()
      if (!traded) return
    }
  }

  /** Whether it traded. */
  #offer(order: Plain): boolean {
    const before = this.trades.length
    if (order.names.length > 0)
      this.#meet(
        order,
        this.#candidates(order).filter(({ owner }) => order.names.includes(owner)),
      )
    this.#meet(order, this.#candidates(order))
    return this.trades.length > before
  }

  #meet(order: Plain, candidates: Plain[]): void {
    for (const other of candidates) {
      const [buy, sell] = order.side === 'buy' ? [order, other] : [other, order]
      const both = Math.min(buy.rest, sell.rest)
      if (both === 0) continue
      const energy = this.#grid.carries(buy.pocket, sell.pocket, both)
      if (energy === 0) continue
      this.#grid.took(buy.pocket, sell.pocket, energy)
      buy.rest -= energy
      sell.rest -= energy
      const fee = this.#grid.fee(sell.pocket, buy.pocket)
      const price = other === sell ? sell.price : buy.price - fee
      this.trades.push({ buy: buy.place, sell: sell.place, energy, price, fee })
    }
  }

  /** All older orders that it may trade with: best first for who offers, then the oldest. */
  #candidates(order: Plain): Plain[] {
    const feeWith = (other: Plain) =>
      order.side === 'buy'
        ? this.#grid.fee(other.pocket, order.pocket)
        : this.#grid.fee(order.pocket, other.pocket)
    return this.book
      .filter(other => other.side !== order.side && other.place < order.place && other.rest > 0)
      .filter(other => this.mayMatch(order, other))
      .sort((a, b) => {
        const better =
          order.side === 'buy'
            ? a.price + feeWith(a) - (b.price + feeWith(b))
            : b.price - feeWith(b) - (a.price - feeWith(a))
        return better || a.place - b.place
      })
  }

  /** Whether two orders of different sides cross and neither forbids the other. */
  mayMatch(one: Plain, other: Plain): boolean {
    const [buy, sell] = one.side === 'buy' ? [one, other] : [other, one]
    if (sell.price + this.#grid.fee(sell.pocket, buy.pocket) > buy.price) return false
    if (buy.owner === sell.owner) return false
    if (buy.solar && !sell.solar) return false
    if ((buy.local || sell.local) && !this.#grid.local(buy.pocket, sell.pocket)) return false
    if (buy.only && !buy.names.includes(sell.owner)) return false
    if (sell.only && !sell.names.includes(buy.owner)) return false
    return true
  }

  /** Pairs that should have traded: none in a settled book. */
  missed(): string[] {
    const standing = this.book.filter(({ rest }) => rest > 0)
    return standing.flatMap(buy =>
      standing
        .filter(sell => buy.side === 'buy' && sell.side === 'sell' && this.mayMatch(buy, sell))
        .filter(sell => this.#grid.carries(buy.pocket, sell.pocket, 1) > 0)
        .map(sell => `${buy.place} with ${sell.place}`),
    )
  }

  #sweep(): void {
    this.book = this.book.filter(({ rest }) => rest > 0)
  }
}
