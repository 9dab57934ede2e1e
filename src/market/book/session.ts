// One deed in one book: the desk that writes it down, the shelf where orders stand, the lines, and the engine that
// brings them together.
import type { Context, HookContext } from '../../chain/module.ts'
import type { BookName } from './books.ts'
import { Desk } from './desk.ts'
import { Matching } from './engine/engine.ts'
import type { Grid, Terms } from './engine/ports.ts'
import { gridOf } from './lines.ts'
import type { BookOrder } from './order.ts'
import type { Owner } from './owner.ts'
import { bookParams } from './params.ts'
import { TreeShelf } from './shelf.ts'
import { pay } from './work.ts'

export class Session {
  readonly desk: Desk
  readonly shelf: TreeShelf
  readonly grid: Grid
  private readonly engine: Matching<BookOrder>
  private readonly wasSettled: boolean
  private readonly steps: number

  constructor(context: Context, name: BookName, params = context.params(bookParams)) {
    this.desk = new Desk(context, name, params)
    this.shelf = new TreeShelf(this.desk)
    this.steps = context.genesis.maxTrades
    this.grid = gridOf(context, context.genesis, name, this.desk.book)
    this.engine = new Matching(this.shelf, this.grid, this.desk, this.steps)
    this.wasSettled = this.engine.settled
  }

  enter(order: BookOrder, terms: Terms): void {
    this.shelf.know(order.place, order.owner)
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
    this.engine.cancel(place, this.steps)
  }

  shrink(owner: Owner, place: number, rest: number): void {
    this.shelf.know(place, owner)
    this.engine.shrink(place, rest, this.steps)
  }

  /** Some order ends where it stands; false where there is none. */
  endFirst(): boolean {
    const order = this.shelf.some()
    if (!order) return false
    this.shelf.remove(order)
    this.desk.ended(order, order.rest, 'cancelled')
    return true
  }

  /** Works off what is not through yet, as far as the share of work goes; whether the book is settled. */
  goOn(context: HookContext): boolean {
    while (!this.engine.settled) {
      // A whole order's steps at least, for a fill-or-kill cannot be done in parts; and paid for afterwards.
      const left = this.engine.settle(this.steps)
      if (!pay(context, 1 + this.steps - left)) return this.engine.settled
    }
    return true
  }

  /** Writes everything down; whether this deed has left the book unsettled, so that it must go on later. */
  finish(): boolean {
    this.desk.finish()
    return this.wasSettled && !this.engine.settled
  }
}
