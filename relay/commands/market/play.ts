// Plays deeds to books, one an interval, by the community's mechanism, and tells of every trade.
import { add, mul, Overflow } from '../../../src/bytes/integer.ts'
import { Matching } from '../../../src/market/book/engine/engine.ts'
import { NO_GRID } from '../../../src/market/book/engine/grid.ts'
import { MemoryOrder } from '../../../src/market/book/engine/memory/level.ts'
import { MemoryShelf } from '../../../src/market/book/engine/memory/shelf.ts'
import type { Clerk, Side, Trade } from '../../../src/market/book/engine/ports.ts'
import { bid } from '../../../src/market/book/mechanisms/bid.ts'
import { clear } from '../../../src/market/book/mechanisms/clear.ts'
import type { Mechanism } from '../../../src/market/book/mechanisms/mechanism.ts'
import { type Clearing, clearingOf, type Level } from '../../../src/market/book/mechanisms/price.ts'
import { InputError } from '../io.ts'
import type { Opened, Wiring } from './feeder.ts'
import { type Deed, isPlacing, type Placing } from './orders.ts'

/** A replay has all the time that it needs. */
const WITHOUT_END = Number.MAX_SAFE_INTEGER

export interface TradeLine {
  readonly trade: number
  readonly buy: string
  readonly sell: string
  readonly price: number
  readonly energy: number
  readonly interval: number
}

export interface RestLine {
  readonly rest: string
  readonly energy: number
  readonly interval: number
}

export interface Played {
  readonly trades: readonly TradeLine[]
  readonly rests: readonly RestLine[]
  readonly summary: { readonly trades: number; readonly energy: number; readonly value: number }
}

class ReplayOrder extends MemoryOrder {
  readonly from: Placing
  /** What is neither traded nor cancelled, on the shelf or off it: what meets nobody in a call is off it. */
  waits: number

  constructor(place: number, from: Placing, pocket: number) {
    super(place, from.account, from.side, from.price, from.energy, pocket)
    this.from = from
    this.waits = from.energy
  }
}

interface Book {
  readonly interval: number
  readonly shelf: MemoryShelf<ReplayOrder>
  readonly lines: Opened | undefined
  readonly engine: Matching<ReplayOrder>
  readonly orders: ReplayOrder[]
}

export function play(deeds: readonly Deed[], mechanism: Mechanism, wiring: Wiring | undefined): Played {
  const replay = new Replay(mechanism, wiring)
  for (const deed of deeds) replay.do(deed)
  return replay.end()
}

class Replay {
  private readonly mechanism: Mechanism
  private readonly wiring: Wiring | undefined
  private readonly books = new Map<number, Book>()
  private readonly orders = new Map<string, ReplayOrder>()
  private readonly trades: TradeLine[] = []
  private energy = 0
  private value = 0

  constructor(mechanism: Mechanism, wiring: Wiring | undefined) {
    if (mechanism === 'clear' && wiring?.hasFees)
      throw new InputError(
        'clear has one price for all, and the fees of this feeder differ by path: cda and bid know them',
      )
    this.mechanism = mechanism
    this.wiring = wiring
  }

  do(deed: Deed): void {
    if (isPlacing(deed)) this.place(deed)
    else this.cancel(this.orders.get(deed.cancel)!)
  }

  private place(deed: Placing): void {
    const book = this.bookOf(deed.interval)
    const order = new ReplayOrder(this.orders.size + 1, deed, this.pocketOf(deed))
    this.orders.set(deed.id, order)
    if (this.mechanism === 'cda') book.engine.enter(order, 'gate', WITHOUT_END)
    else {
      book.shelf.put(order, order.rest)
      book.orders.push(order)
    }
  }

  /** What is traded or cancelled already is passed over. */
  private cancel({ place, from }: ReplayOrder): void {
    this.bookOf(from.interval).engine.cancel(place, WITHOUT_END)
  }

  private pocketOf({ place, id, bus }: Placing): number {
    if (!this.wiring) return 0
    if (bus === undefined) throw new InputError(`${place}: with a feeder the order ${id} needs a bus`)
    const pocket = this.wiring.bus(bus)
    if (pocket === undefined) throw new InputError(`${place}: the feeder has no bus ${bus}`)
    return pocket
  }

  private bookOf(interval: number): Book {
    const known = this.books.get(interval)
    if (known) return known
    const shelf = new MemoryShelf<ReplayOrder>()
    const lines = this.wiring?.open(interval)
    const engine = new Matching(shelf, lines?.carrier ?? NO_GRID, this.clerk(interval), WITHOUT_END)
    const book = { interval, shelf, lines, engine, orders: [] }
    this.books.set(interval, book)
    return book
  }

  private clerk(interval: number): Clerk<ReplayOrder> {
    return {
      traded: trade => this.note(interval, trade),
      ended(order, energy, why) {
        if (why === 'cancelled') order.waits -= energy
      },
    }
  }

  private note(interval: number, { buy, sell, price, energy }: Trade<ReplayOrder>): void {
    const trade = this.trades.length + 1
    buy.waits -= energy
    sell.waits -= energy
    try {
      this.energy = add(this.energy, energy)
      this.value = add(this.value, mul(price, energy))
    } catch (error) {
      if (!(error instanceof Overflow)) throw error
      throw new InputError(`${newer(buy, sell).place}: with its trades the sums of the summary pass 2^53`)
    }
    this.trades.push({ trade, buy: buy.from.id, sell: sell.from.id, price, energy, interval })
  }

  end(): Played {
    if (this.mechanism !== 'cda')
      for (const book of [...this.books.values()].sort((a, b) => a.interval - b.interval)) this.call(book)
    const rests: RestLine[] = []
    for (const { from, waits } of this.orders.values())
      if (waits > 0) rests.push({ rest: from.id, energy: waits, interval: from.interval })
    const { trades, energy, value } = this
    return { trades, rests, summary: { trades: trades.length, energy, value } }
  }

  /** The gate of a book. */
  private call(book: Book): void {
    const { interval, shelf, lines } = book
    const clerk = this.clerk(interval)
    if (this.mechanism === 'bid') void bid(shelf, lines?.carrier ?? NO_GRID, clerk, WITHOUT_END)
    else {
      const clearing = clearingIn(book)
      if (clearing) clear(shelf, lines ? carrying(clerk, lines) : clerk, 0, clearing, WITHOUT_END)
      const overload = lines?.overload()
      if (overload !== undefined)
        throw new InputError(
          `clear has one price for all and cannot say who is cut: in interval ${interval} ${overload}; cda and bid can`,
        )
    }
  }
}

function clearingIn({ orders, interval }: Book): Clearing | undefined {
  try {
    return clearingOf(levels(orders, 'buy'), levels(orders, 'sell'), 0)
  } catch (error) {
    if (!(error instanceof Overflow)) throw error
    throw new InputError(`the orders for interval ${interval} add up to more than 2^53 Wh`)
  }
}

/** What waits on a side, by price, best first. */
function levels(orders: readonly ReplayOrder[], side: Side): Level[] {
  const sums = new Map<number, number>()
  for (const order of orders)
    if (order.side === side && order.waits > 0)
      sums.set(order.price, add(sums.get(order.price) ?? 0, order.waits))
  const sign = side === 'buy' ? -1 : 1
  return [...sums].map(([price, energy]) => ({ price, energy })).sort((a, b) => sign * (a.price - b.price))
}

/** Puts every trade on the lines as well; whether they bear all of it is seen at the end. */
const carrying = (clerk: Clerk<ReplayOrder>, { carrier }: Opened): Clerk<ReplayOrder> => ({
  ...clerk,
  traded(trade) {
    carrier.took(trade.buy.pocket, trade.sell.pocket, trade.energy)
    clerk.traded(trade)
  },
})

const newer = (a: ReplayOrder, b: ReplayOrder): Placing => (a.place > b.place ? a : b).from
