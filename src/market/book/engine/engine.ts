// The matching engine of one book: a continuous double auction over lines that may be full.
//
// There is one way to trade: an order is *offered* against older ones, best price first, then the oldest, and the older
// of each pair sets the price. A new order is offered once, when it comes in. Resting orders are offered again, the
// oldest first, where more can be carried than before. A book in which nothing is left to offer is settled.
import { add, sub } from '../../../bytes/integer.ts'
import { Around, nextBetween } from './again.ts'
import { agree, opposite, traitsAgree } from './agree.ts'
import {
  type Clerk,
  type Deed,
  type Engine,
  type Grid,
  type Lane,
  NAMED,
  type Order,
  type Pair,
  type Progress,
  type Shelf,
  type Terms,
} from './ports.ts'

interface Planned<O> {
  readonly older: O
  readonly fee: number
  readonly energy: number
}

type Going = NonNullable<Progress['going']>

/** More than there are: a pair's name is one number. */
const POCKETS = 2 ** 16

export class Matching<O extends Order> implements Engine<O> {
  readonly #shelf: Shelf<O>
  readonly #grid: Grid
  readonly #clerk: Clerk<O>
  readonly #maxTrades: number

  // The order being offered: what is left of it, and of the steps.
  #rest = 0
  #steps = 0
  // It stands on the shelf already.
  #standing = false
  // For a fill-or-kill: trades not yet made, until it is known that they fill it.
  #plan: Planned<O>[] | undefined
  // Where it looks, in the first `#count` of each: lanes, the fee from or to each, the price that is just good enough there, the order it is at.
  #count = 0
  readonly #lanes: Lane<O>[] = []
  readonly #fees: number[] = []
  readonly #worst: number[] = []
  readonly #heads: O[] = []
  // Pairs that gained capacity, each once.
  readonly #stirred = new Map<number, Pair>()

  constructor(shelf: Shelf<O>, grid: Grid, clerk: Clerk<O>, maxTrades: number) {
    this.#shelf = shelf
    this.#grid = grid
    this.#clerk = clerk
    this.#maxTrades = maxTrades
  }

  get settled(): boolean {
    return this.#shelf.progress() === undefined && this.#shelf.waiting() === undefined
  }

  enter(order: O, terms: Terms, steps: number): number {
    if (this.#ready(steps) && this.#enter(order, terms)) return this.#steps
    return this.#wait({ kind: 'order', order, terms })
  }

  cancel(place: number, steps: number): number {
    if (!this.#ready(steps, 0)) return this.#wait({ kind: 'cancel', place })
    this.#shorten(place, 0)
    return this.#steps
  }

  shrink(place: number, rest: number, steps: number): number {
    if (!this.#ready(steps)) return this.#wait({ kind: 'shrink', place, rest })
    this.#shorten(place, rest)
    return this.#steps
  }

  stir(pairs: readonly Pair[]): void {
    const progress = this.#shelf.progress()
    this.#stir(progress?.stirred ?? [])
    this.#stir(pairs)
    this.#write(progress?.going)
  }

  giveBack(older: O | undefined, energy: number, { buy, sell }: Pair): void {
    const pairs = [...this.#grid.gave(buy, sell, energy)]
    if (older) {
      const standing = this.#shelf.find(older.place)
      if (standing) this.#shelf.keep(standing, add(standing.rest, energy))
      else this.#shelf.put(older, energy)
      // It may cross what came while it was held.
      for (let pocket = 0; pocket < this.#grid.pockets; pocket++)
        pairs.push(
          older.side === 'buy' ? { buy: older.pocket, sell: pocket } : { buy: pocket, sell: older.pocket },
        )
    }
    this.stir(pairs)
  }

  settle(steps: number): number {
    const progress = this.#shelf.progress()
    this.#steps = steps
    if (progress) {
      this.#stir(progress.stirred)
      this.#goOn(progress.going)
    }
    while (this.#steps > 0 && this.#shelf.progress() === undefined) {
      const deed = this.#shelf.waiting()
      if (!deed) break
      if (!this.#perform(deed)) return 0
      this.#shelf.waited()
    }
    return this.#steps
  }

  /** Whether all that came before is through, with steps left. A cancel needs none of its own. */
  #ready(steps: number, needs = 1): boolean {
    this.#steps = steps
    if (this.settled) return steps >= needs
    if (steps > 0) this.settle(steps)
    return this.#steps > 0 && this.settled
  }

  #wait(deed: Deed<O>): number {
    this.#shelf.wait(deed)
    return 0
  }

  /** False where it has to wait for the next steps. */
  #perform(deed: Deed<O>): boolean {
    if (deed.kind === 'order') return this.#enter(deed.order, deed.terms)
    this.#shorten(deed.place, deed.kind === 'shrink' ? deed.rest : 0)
    return true
  }

  /** No more than this of an order waits from now on. */
  #shorten(place: number, rest: number): void {
    const order = this.#shelf.find(place)
    if (!order || order.rest <= rest) return
    const gone = order.rest - rest
    if (rest > 0) this.#shelf.keep(order, rest)
    else this.#shelf.remove(order)
    this.#clerk.ended(order, gone, 'cancelled')
  }

  #enter(order: O, terms: Terms): boolean {
    if (terms === 'fok') {
      const filled = this.#fill(order)
      if (filled === undefined) return false
      if (!filled) this.#clerk.ended(order, order.rest, 'killed')
      if (this.#stirred.size > 0) this.#goOn(undefined)
      return true
    }
    this.#rest = order.rest
    this.#standing = false
    const through = this.#offer(order)
    if (!through) {
      this.#shelf.put(order, this.#rest)
      this.#write({ place: order.place, terms })
    } else {
      if (this.#rest > 0) this.#left(order, terms)
      if (this.#stirred.size > 0) this.#goOn(undefined)
    }
    return true
  }

  /** What an order that is through does with its rest. */
  #left(order: O, terms: Terms): void {
    if (terms === 'gate') {
      if (!this.#standing) this.#shelf.put(order, this.#rest)
      return
    }
    if (this.#standing) this.#shelf.remove(order)
    this.#clerk.ended(order, this.#rest, 'unfilled')
  }

  /** Goes on with the order that was interrupted, then offers resting orders again, until nothing trades. */
  #goOn(going: Going | undefined): void {
    if (going) {
      // It stands: a cancellation would have waited for it.
      if (!this.#again(this.#shelf.find(going.place)!, going.terms)) return
    }
    while (this.#stirred.size > 0 && this.#steps > 0) {
      const next = this.#next()
      if (next && !this.#again(next, 'gate')) return
    }
    this.#write(undefined)
  }

  /** Offers an order that stands. False where it was interrupted. */
  #again(order: O, terms: Terms): boolean {
    this.#rest = order.rest
    this.#standing = true
    const through = this.#offer(order)
    if (!through) this.#write({ place: order.place, terms })
    else if (this.#rest > 0) this.#left(order, terms)
    return through
  }

  /** The resting order to offer next. Pairs between which nothing trades are done with. */
  #next(): O | undefined {
    let found: O | undefined
    const around = new Around(this.#shelf)
    for (const [name, pair] of this.#stirred) {
      const next =
        this.#grid.carries(pair.buy, pair.sell, 1) > 0 ? nextBetween(around, this.#grid, pair) : undefined
      if (!next) this.#stirred.delete(name)
      else if (!found || next.place < found.place) found = next
    }
    return found
  }

  #stir(pairs: readonly Pair[]): void {
    for (const pair of pairs) this.#stirred.set(pair.buy * POCKETS + pair.sell, pair)
  }

  #write(going: Going | undefined): void {
    const left = going || this.#stirred.size > 0
    this.#shelf.setProgress(left ? { going, stirred: [...this.#stirred.values()] } : undefined)
    this.#stirred.clear()
  }

  /**
   * Fill-or-kill: true and traded, or false and nothing changed. Undefined where it can be filled, but with more
   * steps than are left.
   */
  #fill(order: O): boolean | undefined {
    const plan: Planned<O>[] = []
    const steps = this.#steps
    this.#plan = plan
    this.#rest = order.rest
    this.#standing = false
    this.#steps = this.#maxTrades
    this.#offer(order)
    this.#plan = undefined
    this.#steps = steps
    const filled = this.#rest === 0
    if (filled && plan.length <= steps) {
      this.#rest = order.rest
      this.#steps -= plan.length
      for (const { older, fee, energy } of plan) this.#trade(order, older, fee, energy)
      return true
    }
    this.#stirred.clear()
    for (let i = plan.length - 1; i >= 0; i--) {
      const { older, energy } = plan[i]!
      if (order.side === 'buy') this.#grid.gave(order.pocket, older.pocket, energy)
      else this.#grid.gave(older.pocket, order.pocket, energy)
    }
    return filled ? undefined : false
  }

  /** Matches an order with older ones. True when it is through: filled, or nothing is left that it could trade with. */
  #offer(order: O): boolean {
    if (order.names && !this.#offerNamed(order)) return false
    if (this.#rest === 0 || (order.traits & NAMED) !== 0) return true
    this.#look(order)
    return this.#walk(order)
  }

  /** Finds the lanes that hold something good enough. */
  #look(order: O): void {
    const side = opposite(order.side)
    this.#count = 0
    for (const lane of this.#shelf.open(side)) this.#lookInto(lane, order)
    for (const lane of this.#shelf.addressed(side, order.owner)) this.#lookInto(lane, order)
  }

  #lookInto(lane: Lane<O>, order: O): void {
    const buys = order.side === 'buy'
    if (!traitsAgree(this.#grid, buys ? order : lane, buys ? lane : order)) return
    const fee = buys ? this.#grid.fee(lane.pocket, order.pocket) : this.#grid.fee(order.pocket, lane.pocket)
    const worst = buys ? sub(order.price, fee) : add(order.price, fee)
    const head = lane.first(order, worst)
    if (!head) return
    const at = this.#count
    this.#lanes[at] = lane
    this.#fees[at] = fee
    this.#worst[at] = worst
    this.#heads[at] = head
    this.#count += 1
  }

  #walk(order: O): boolean {
    while (this.#count > 0) {
      if (this.#steps === 0) return false
      const at = this.#best(order)
      const lane = this.#lanes[at]!
      const head = this.#heads[at]!
      const carried = this.#deal(order, head, this.#fees[at]!)
      if (this.#rest === 0) return true
      if (carried) {
        const next = lane.after(head, order, this.#worst[at]!)
        if (next) this.#heads[at] = next
        else this.#drop(at)
      } else this.#dropPocket(lane.pocket)
    }
    return true
  }

  /** Where the best order is, by what the pair costs or brings with its fee, then by time. */
  #best(order: O): number {
    const sign = order.side === 'buy' ? 1 : -1
    let best = 0
    let bestCost = sign * this.#heads[0]!.price + this.#fees[0]!
    for (let i = 1; i < this.#count; i++) {
      const cost = sign * this.#heads[i]!.price + this.#fees[i]!
      if (cost < bestCost || (cost === bestCost && this.#heads[i]!.place < this.#heads[best]!.place)) {
        best = i
        bestCost = cost
      }
    }
    return best
  }

  #drop(at: number): void {
    this.#count -= 1
    this.#lanes[at] = this.#lanes[this.#count]!
    this.#fees[at] = this.#fees[this.#count]!
    this.#worst[at] = this.#worst[this.#count]!
    this.#heads[at] = this.#heads[this.#count]!
  }

  /** A full line: all that waits behind it is passed over at once. */
  #dropPocket(pocket: number): void {
    for (let i = this.#count - 1; i >= 0; i--) if (this.#lanes[i]!.pocket === pocket) this.#drop(i)
  }

  /** First those whom it names, best price first, then the oldest. */
  #offerNamed(order: O): boolean {
    const buys = order.side === 'buy'
    const found: { other: O; fee: number; cost: number }[] = []
    for (const name of order.names!)
      for (const other of this.#shelf.of(name, opposite(order.side))) {
        const [bid, ask] = buys ? [order, other] : [other, order]
        if (other.place >= order.place || !agree(this.#grid, bid, ask)) continue
        const fee = this.#grid.fee(ask.pocket, bid.pocket)
        if (ask.price <= sub(bid.price, fee))
          found.push({ other, fee, cost: (buys ? other.price : -other.price) + fee })
      }
    found.sort((a, b) => a.cost - b.cost || a.other.place - b.other.place)
    const full: number[] = []
    for (const { other, fee } of found) {
      if (full.includes(other.pocket)) continue
      if (this.#steps === 0) return false
      if (!this.#deal(order, other, fee)) full.push(other.pocket)
      if (this.#rest === 0) return true
    }
    return true
  }

  /** One pair: trades what both have and the grid carries. False where it does not carry all of that. */
  #deal(order: O, older: O, fee: number): boolean {
    const [buy, sell] = order.side === 'buy' ? [order.pocket, older.pocket] : [older.pocket, order.pocket]
    const energy = Math.min(this.#rest, this.#waits(older))
    if (energy === 0) return true
    const carried = this.#grid.carries(buy, sell, energy)
    if (carried > 0) {
      this.#steps -= 1
      this.#stir(this.#grid.took(buy, sell, carried))
      if (this.#plan) {
        this.#plan.push({ older, fee, energy: carried })
        this.#rest -= carried
      } else this.#trade(order, older, fee, carried)
    }
    return carried === energy
  }

  /** What waits of an older order, less what a plan already takes of it. */
  #waits(older: O): number {
    let waits = older.rest
    if (this.#plan)
      for (const planned of this.#plan) if (planned.older.place === older.place) waits -= planned.energy
    return waits
  }

  #trade(order: O, older: O, fee: number, energy: number): void {
    const left = older.rest - energy
    if (left > 0) this.#shelf.keep(older, left)
    else this.#shelf.remove(older)
    this.#rest -= energy
    const rest = this.#rest
    if (this.#standing) {
      if (rest > 0) this.#shelf.keep(order, rest)
      else this.#shelf.remove(order)
    }
    // The older order sets the price: an ask its own, a bid what it leaves the seller after the fee.
    this.#clerk.traded(
      order.side === 'buy'
        ? {
            buy: order,
            sell: older,
            buyRest: rest,
            sellRest: left,
            energy,
            price: older.price,
            fee,
            older: 'sell',
          }
        : {
            buy: older,
            sell: order,
            buyRest: left,
            sellRest: rest,
            energy,
            price: sub(older.price, fee),
            fee,
            older: 'buy',
          },
    )
  }
}
