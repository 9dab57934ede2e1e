// The desk: one deed in one book, worked on in memory and written down once at its end, so that whoever trades ten
// times in it is written once. It is the engine's clerk: what a trade or the end of an order does to money, positions
// and what everybody sees.
import { add, mul, sub } from '../../bytes/integer.ts'
import type { Context } from '../../chain/module.ts'
import { hold } from '../accounts/money.ts'
import { type BookName, bookOf, gateOfNew, newBook } from './books.ts'
import { coverOf, coverOfPrice, depositOf, type Priced } from './cover.ts'
import { GATE } from './due.ts'
import type { Clerk, Ending, Trade } from './engine/ports.ts'
import { cancelled, expired, halted, lapsed, matched, reduced, traded } from './events.ts'
import { payFees } from './money.ts'
import type { BookOrder } from './order.ts'
import { accountOfOwner, type Owner } from './owner.ts'
import type { BookParams } from './params.ts'
import { energyKindOf, lengthOf } from './product.ts'
import {
  type Book,
  BUY,
  books,
  type Holding,
  type HoldingRecord,
  holdings,
  levels,
  MAX_RECENT,
  type Match,
  matches,
  type OpenOrder,
  SELL,
  type Side,
} from './records.ts'
import { bookSubject } from './subject.ts'
import { moved } from './terms.ts'

type Draft<T> = { -readonly [P in keyof T]: T[P] }

/** What an account has in the book, while the desk works on it. */
export interface Stand extends Draft<Omit<HoldingRecord, 'orders' | 'recent'>> {
  readonly orders: Draft<OpenOrder>[]
  recent: Holding['recent']
  free: number
  locked: number
}

/** What a trade is, as the desk writes it down. */
interface Agreed extends Pick<Trade<BookOrder>, 'energy' | 'price' | 'fee'> {
  readonly buy: Pick<BookOrder, 'owner' | 'place'>
  readonly sell: Pick<BookOrder, 'owner' | 'place'>
}

/** What a deed changes of a level. */
interface Move {
  readonly side: Side
  readonly rank: number
  readonly pocket: number
  energy: number
  orders: number
}

/** More than there are: a level's name is one number. */
const POCKETS = 2 ** 16

/** Once it's agreed, what it comes to in each of its intervals. */
interface Delivery extends Pick<Trade<BookOrder>, 'energy' | 'price' | 'fee'> {
  readonly buyer: Owner
  readonly seller: Owner
  readonly bid: OpenOrder
  readonly ask: OpenOrder
}

const FRESH: HoldingRecord = {
  orders: [],
  bought: 0,
  sold: 0,
  paid: 0,
  earned: 0,
  deposit: 0,
  trader: null,
  recent: [],
}

export class Desk implements Clerk<BookOrder> {
  readonly context: Context
  readonly name: BookName
  readonly params: BookParams
  readonly book: Draft<Book>
  /** Nobody has traded for this interval before. */
  readonly isNew: boolean
  private readonly stands = new Map<Owner, Stand>()
  private readonly moves = new Map<number, Move>()
  /** A block is of several intervals. What it trades is had, and paid, in the book of each. */
  private readonly length: number
  private parts: readonly Desk[] = []
  private energy = 0
  private gridFees = 0
  /** Matches that wait to be confirmed since this deed. */
  readonly held: { readonly number: number; readonly until: number }[] = []
  /** An order that was to be filled whole could not be. */
  killed = false
  /** What an order that ends without a trade has come to. */
  ending: 'cancelled' | 'expired' = 'cancelled'

  constructor(context: Context, name: BookName, params: BookParams) {
    this.context = context
    // Not the command's whole parameters, which would be copied into every event.
    this.name = { kind: name.kind, interval: name.interval }
    this.params = params
    const book = bookOf(context, name)
    this.isNew = book === undefined
    this.length = lengthOf(name.kind)
    this.book = { ...(book ?? newBook(gateOfNew(context, params, name), params)) }
  }

  stand(owner: Owner): Stand {
    const known = this.stands.get(owner)
    if (known) return known
    const { kind, interval } = this.name
    const held = this.context.get(holdings, [accountOfOwner(owner), kind, interval]) ?? FRESH
    const stand = {
      ...held,
      orders: held.orders.map(order => ({ ...order })),
      free: 0,
      locked: 0,
    }
    this.stands.set(owner, stand)
    return stand
  }

  /** What stands behind so much of an order, in all its intervals. */
  coverOf(order: Priced, energy: number): number {
    const each = coverOf(order, energy)
    return this.length === 1 ? each : mul(each, this.length)
  }

  open(owner: Owner, place: number): Draft<OpenOrder> | undefined {
    return this.stand(owner).orders.find(order => order.place === place)
  }

  /** Takes a new order in: its cover is locked from now on. */
  enter(owner: Owner, order: OpenOrder): void {
    const stand = this.stand(owner)
    const cover = this.coverOf(order, order.rest)
    stand.orders.push({ ...order })
    stand.free = sub(stand.free, cover)
    stand.locked = add(stand.locked, cover)
  }

  traded(trade: Trade<BookOrder>): void {
    if (this.params.hesitation !== null) this.hold(trade, this.params.hesitation)
    else this.agree(trade, 'rest')
  }

  /** The taker may think it over: what is matched waits for nobody else, and both locks stay. */
  private hold({ buy, sell, energy, price, fee, older }: Trade<BookOrder>, slots: number): void {
    const { context, book, name } = this
    for (const order of [buy, sell]) {
      const open = this.open(order.owner, order.place)!
      open.rest = sub(open.rest, energy)
      open.matched = add(open.matched, energy)
    }
    book.matches = add(book.matches, 1)
    const number = book.matches
    // At the gate all that is not confirmed lapses.
    const until = Math.min(add(context.slot, slots), book.gate - 1)
    const taker = older === 'buy' ? SELL : BUY
    const [buyer, seller] = [buy.owner, sell.owner]
    const names = (older === 'buy' ? buy : sell).names ?? []
    const match = { buy: buy.place, sell: sell.place, buyer, seller, price, fee, energy, taker, until, names }
    context.put(matches, [name.kind, name.interval, number], match)
    context.emit(matched, {
      ...name,
      match: number,
      buy: buy.place,
      sell: sell.place,
      buyer: accountOfOwner(buyer),
      seller: accountOfOwner(seller),
      ...{ price, fee, energy, taker, until },
    })
    this.held.push({ number, until })
  }

  /** The taker has confirmed it. */
  confirm(match: Match): void {
    const buy = { owner: match.buyer, place: match.buy }
    const sell = { owner: match.seller, place: match.sell }
    this.agree({ ...match, buy, sell }, 'matched')
  }

  /** It was not confirmed: nobody is held to it any more. The older order waits again where `again` says so. */
  lapse(number: number, match: Match, again: boolean): void {
    const { energy, taker } = match
    for (const side of [BUY, SELL] as const) {
      const [owner, place] = side === BUY ? [match.buyer, match.buy] : [match.seller, match.sell]
      if (again && side !== taker) {
        const order = this.open(owner, place)!
        order.matched = sub(order.matched, energy)
        order.rest = add(order.rest, energy)
      } else this.release(owner, place, energy, 'matched')
    }
    this.context.emit(lapsed, { ...this.name, match: number, buy: match.buy, sell: match.sell, energy })
  }

  private agree({ buy, sell, energy, price, fee }: Agreed, part: 'rest' | 'matched'): void {
    const { context, book, name, length } = this
    this.count(price, energy)
    const before = book.last
    const { anchor, halted: until } = moved(this.params, book, price, context.slot)
    if (until > book.halted)
      context.emit(halted, { ...name, price, from: book.anchor?.price ?? before ?? price, until })
    book.anchor = anchor
    book.halted = until
    book.last = price
    if (book.low === null || price < book.low) book.low = price
    if (book.high === null || price > book.high) book.high = price

    const [buyer, seller] = [buy.owner, sell.owner]
    const bid = this.less(this.stand(buyer), buy.place, energy, part)
    const ask = this.less(this.stand(seller), sell.place, energy, part)
    const delivery = { buyer, seller, bid, ask, energy, price, fee }
    if (length === 1) this.deliver(delivery)
    else for (const each of this.allParts()) each.deliverPart(delivery)
    const marketFee = book.potFee + book.fundFee
    this.energy = add(this.energy, mul(energy, length))
    this.gridFees = add(this.gridFees, mul(mul(fee - marketFee, energy), length))
    context.emit(traded, {
      kind: name.kind,
      interval: name.interval,
      trade: book.trades,
      buy: buy.place,
      sell: sell.place,
      buyer: accountOfOwner(buyer),
      seller: accountOfOwner(seller),
      price,
      fee,
      energy,
    })
  }

  private count(price: number, energy: number): void {
    const { book } = this
    book.trades += 1
    book.energy = add(book.energy, energy)
    book.value = add(book.value, mul(price, energy))
  }

  private allParts(): readonly Desk[] {
    if (this.parts.length === 0) {
      const { context, name, params, length } = this
      const kind = energyKindOf(name.kind)
      this.parts = Array.from(
        { length },
        (_, i) => new Desk(context, { kind, interval: name.interval + i }, params),
      )
    }
    return this.parts
  }

  /** A block was traded that covers this interval. Its price is one for all of them, and so is none of this one’s own. */
  private deliverPart(delivery: Delivery): void {
    this.count(delivery.price, delivery.energy)
    this.deliver(delivery)
  }

  /** Money and positions of a trade for this interval. */
  private deliver({ buyer: by, seller: from, bid, ask, energy, price, fee }: Delivery): void {
    const due = mul(add(price, fee), energy)
    const value = mul(price, energy)
    const buyer = this.stand(by)
    this.trades(buyer, by)
    buyer.locked = sub(buyer.locked, coverOf(bid, energy))
    buyer.free = add(buyer.free, sub(coverOf(bid, energy), due))
    buyer.bought = add(buyer.bought, energy)
    buyer.paid = add(buyer.paid, due)

    const seller = this.stand(from)
    this.trades(seller, from)
    const released = coverOfPrice(ask, energy)
    seller.locked = sub(seller.locked, released)
    seller.free = add(seller.free, add(released, value))
    seller.sold = add(seller.sold, energy)
    seller.earned = add(seller.earned, value)
    seller.deposit = add(seller.deposit, depositOf(ask, energy))

    const { trades: trade } = this.book
    const { slot } = this.context
    remember(buyer, { trade, slot, side: BUY, price, fee, energy })
    remember(seller, { trade, slot, side: SELL, price, fee, energy })
  }

  /** Those who trade in the book form a chain, so that all are found when its interval is over. */
  private trades(stand: Stand, owner: Owner): void {
    if (hasTraded(stand)) return
    stand.trader = this.book.trader
    this.book.trader = accountOfOwner(owner)
  }

  ended(order: BookOrder, energy: number, why: Ending): void {
    if (why === 'killed') this.killed = true
    const { owner } = order
    const left = this.release(owner, order.place, energy, 'rest')
    if (left.rest === 0 && left.matched > 0) left.until = 0
    const event = left.rest > 0 ? reduced : this.ending === 'expired' ? expired : cancelled
    this.context.emit(event, { ...this.name, number: order.place, account: accountOfOwner(owner), energy })
  }

  /** So much of an order is over, and what stood behind it comes back. */
  private release(owner: Owner, place: number, energy: number, part: 'rest' | 'matched'): Draft<OpenOrder> {
    const stand = this.stand(owner)
    const order = this.less(stand, place, energy, part)
    const cover = this.coverOf(order, energy)
    stand.locked = sub(stand.locked, cover)
    stand.free = add(stand.free, cover)
    return order
  }

  /** So much of an order is over; where nothing is left, it has ended. */
  private less(stand: Stand, place: number, energy: number, part: 'rest' | 'matched'): Draft<OpenOrder> {
    const index = stand.orders.findIndex(order => order.place === place)
    const order = stand.orders[index]!
    order[part] = sub(order[part], energy)
    if (order.rest === 0 && order.matched === 0) stand.orders.splice(index, 1)
    return order
  }

  /** Taken back by its owner: what it has in matches does not wait again. */
  takenBack(owner: Owner, place: number): void {
    const order = this.open(owner, place)
    if (order && order.matched > 0) order.until = 0
  }

  /** What stands at a price in a pocket changes by so much. */
  level(side: Side, rank: number, pocket: number, energy: number, orders: number): void {
    const at = (rank * POCKETS + pocket) * 2 + side
    const move = this.moves.get(at)
    if (move) {
      move.energy += energy
      move.orders += orders
    } else this.moves.set(at, { side, rank, pocket, energy, orders })
  }

  /** Writes down what has come of it. */
  finish(): void {
    const { context, book } = this
    const { kind, interval } = this.name
    for (const [owner, stand] of this.stands) this.writeStand(owner, stand)
    for (const move of this.moves.values()) {
      if (move.energy === 0 && move.orders === 0) continue
      const key = [kind, interval, move.side, move.rank, move.pocket] as const
      const before = context.get(levels, key) ?? { energy: 0, orders: 0 }
      const after = { energy: add(before.energy, move.energy), orders: before.orders + move.orders }
      if (after.orders === 0) context.delete(levels, key)
      else context.put(levels, key, after)
    }
    payFees(context, book, this.energy, this.gridFees)
    context.put(books, [kind, interval], book)
    // After its own: what was locked for the block is there to be taken from.
    for (const part of this.parts) part.finishPart()
  }

  private finishPart(): void {
    const { context, book, name } = this
    this.finish()
    // Its gate may have closed already, with nobody having traded.
    if (this.isNew) context.schedule(GATE, Math.max(book.gate, context.slot + 1), bookSubject(name))
  }

  private writeStand(owner: Owner, stand: Stand): void {
    const { context } = this
    const { kind, interval } = this.name
    const { free, locked } = stand
    const account = accountOfOwner(owner)
    if (free !== 0 || locked !== 0) {
      const refusal = hold(context, account, { free, held: locked })
      if (refusal) throw new RangeError(`what was locked does not cover a deed: ${refusal.data}`)
    }
    const key = [account, kind, interval] as const
    if (stand.orders.length > 0 || hasTraded(stand)) context.put(holdings, key, holdingOf(stand))
    else context.delete(holdings, key)
  }
}

/** What is written of it: name by name, for leaving names out costs more. */
const holdingOf = ({
  orders,
  bought,
  sold,
  paid,
  earned,
  deposit,
  recent,
  trader,
}: Stand): HoldingRecord => ({
  orders,
  bought,
  sold,
  paid,
  earned,
  deposit,
  recent,
  trader,
})

const hasTraded = ({ bought, sold }: Pick<Holding, 'bought' | 'sold'>): boolean => bought > 0 || sold > 0

function remember(stand: Stand, line: Holding['recent'][number]): void {
  stand.recent = [...stand.recent.slice(1 - MAX_RECENT), line]
}
