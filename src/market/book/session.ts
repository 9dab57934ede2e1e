// One deed in one book: the desk that writes it down, the shelf where orders stand, the lines, and the engine that
// brings them together.
import type { Context, HookContext } from '../../chain/module.ts'
import type { BookName } from './books.ts'
import { Desk } from './desk.ts'
import { Matching } from './engine/engine.ts'
import type { Pair, Terms } from './engine/ports.ts'
import { noteFreed, sharesFreed } from './freed.ts'
import { type BookGrid, gridOf } from './lines.ts'
import { type BookOrder, orderOf } from './order.ts'
import type { Owner } from './owner.ts'
import { bookParams } from './params.ts'
import { lengthOf } from './product.ts'
import { BUY, type Match, matches } from './records.ts'
import { TreeShelf } from './shelf.ts'
import { pay } from './work.ts'

export class Session {
  readonly desk: Desk
  readonly shelf: TreeShelf
  readonly grid: BookGrid
  private readonly engine: Matching<BookOrder>
  private readonly wasSettled: boolean
  private readonly steps: number
  private readonly length: number
  /** Intervals in which this deed freed room that other books share. */
  private readonly freed = new Set<number>()

  constructor(context: Context, name: BookName, params = context.params(bookParams)) {
    this.desk = new Desk(context, name, params)
    this.steps = context.genesis.maxTrades
    this.length = lengthOf(name.kind)
    const note = params.blocks.length > 0 ? (interval: number) => void this.freed.add(interval) : undefined
    this.grid = gridOf(context, context.genesis, name, this.desk.book, note)
    this.shelf = new TreeShelf(this.desk, this.grid)
    this.engine = new Matching(this.shelf, this.grid, this.desk, this.steps)
    this.wasSettled = this.engine.settled
  }

  enter(order: BookOrder, terms: Terms): void {
    this.shelf.know(order.place, order.owner)
    this.catchUp()
    // In a call orders meet nobody before the gate.
    if (this.desk.params.mechanism === 'cda') this.engine.enter(order, terms, this.steps)
    else this.shelf.put(order, order.rest)
  }

  /** The order as it stands; undefined where it still waits for what came before. */
  find(owner: Owner, place: number): BookOrder | undefined {
    this.shelf.know(place, owner)
    return this.shelf.find(place)
  }

  cancel(owner: Owner, place: number): void {
    this.shelf.know(place, owner)
    // It trades nothing: where others came before that are not through, it waits its turn and others' trades are not its work.
    this.engine.cancel(place, 0)
    this.desk.takenBack(owner, place)
  }

  shrink(owner: Owner, place: number, rest: number): void {
    this.shelf.know(place, owner)
    this.engine.shrink(place, rest, this.steps)
  }

  /** The taker has confirmed a provisional match: it is a trade, and its flow may make room. */
  confirm(number: number): void {
    const match = this.take(number)
    const { buy, sell } = this.pocketsOf(match)
    this.desk.confirm(match)
    this.stir(this.grid.confirmed(buy, sell, match.energy))
  }

  /** A provisional match lapses: the older order waits again, unless it was taken back or its own time is over. */
  lapse(number: number): void {
    const match = this.take(number)
    const { buyer, buy, seller, sell, taker, energy, names } = match
    const [owner, place] = taker === BUY ? [seller, sell] : [buyer, buy]
    const older = this.desk.open(owner, place)!
    const again = older.until === null || older.until >= this.desk.context.slot
    const order = orderOf(older, owner, names)
    this.shelf.know(place, owner)
    this.engine.giveBack(again ? order : undefined, energy, this.pocketsOf(match))
    this.desk.lapse(number, match, again)
  }

  /** A provisional match lapses when the gate has closed: nothing is offered again. */
  lapseForGood(number: number): void {
    const match = this.take(number)
    const { buy, sell } = this.pocketsOf(match)
    this.grid.gave(buy, sell, match.energy)
    this.desk.lapse(number, match, false)
  }

  private take(number: number): Match {
    const { context, name } = this.desk
    const key = [name.kind, name.interval, number] as const
    const match = context.get(matches, key)!
    context.delete(matches, key)
    return match
  }

  private pocketsOf({ buyer, buy, seller, sell }: Match): Pair {
    return { buy: this.desk.open(buyer, buy)!.pocket, sell: this.desk.open(seller, sell)!.pocket }
  }

  /** Some order ends where it stands; false where there is none. */
  endFirst(): boolean {
    const order = this.shelf.some()
    if (!order) return false
    this.shelf.remove(order)
    this.desk.ended(order, order.rest, 'cancelled')
    return true
  }

  /** Room that other books have freed: what stands here has it before what comes. */
  catchUp(): void {
    const { context, name, params } = this.desk
    if (params.blocks.length > 0 && sharesFreed(context, name)) this.stir(this.shelf.crossing())
  }

  /** Offers standing orders again where they cross and can be carried. True when that is through. */
  stirAll(context: HookContext): boolean {
    this.stir(this.shelf.crossing())
    return this.goOn(context)
  }

  private stir(pairs: readonly Pair[]): void {
    if (pairs.length > 0) this.engine.stir(pairs)
  }

  /** Works off what is not through yet, as far as the share of work goes; whether the book is settled. */
  goOn(context: HookContext): boolean {
    while (!this.engine.settled) {
      // A whole order's steps at least, for a fill-or-kill cannot be done in parts; and paid for afterwards.
      const left = this.engine.settle(this.steps)
      if (!pay(context, this.length * (1 + this.steps - left))) return this.engine.settled
    }
    return true
  }

  /** Writes everything down; whether this deed has left the book unsettled, so that it must go on later. */
  finish(): boolean {
    this.desk.finish()
    noteFreed(this.desk.context, this.freed)
    return this.wasSettled && !this.engine.settled
  }
}
