// The shelf: where the engine finds and puts the orders of one book, in the ledger's ordered tree. The best order of a
// lane is the first key of a prefix.
import type { Entry, Writing } from '../../chain/store.ts'
import type { BookName } from './books.ts'
import type { Desk } from './desk.ts'
import {
  type Deed,
  type Grid,
  type Lane,
  NAMED,
  OPEN_TRAITS,
  type Order,
  type Pair,
  type Progress,
  type Shelf,
  type Side as SideName,
} from './engine/ports.ts'
import { type BookOrder, orderOf } from './order.ts'
import { accountOfOwner, type Owner } from './owner.ts'
import { priceAt, rankOf } from './rank.ts'
import {
  addressed,
  type OpenOrder,
  orders,
  type Side,
  type Unsettled,
  unsettled,
  waiting,
} from './records.ts'
import { nameOfSide, sideOf } from './side.ts'

const LAST_RANK = 0xffff_ffff
const LAST_PLACE = 0xffff_ffff
const NOTHING_LEFT: Unsettled = { going: null, stirred: false, first: 0, next: 0 }

const NONE: readonly Pair[] = []

type Lines = Pick<Grid, 'fee' | 'carries'>
type Standing = ReturnType<typeof orders.value.read>
type Place = readonly [number, number, number, number, number, number, number]

/** The order that a record is. */
export function standingOrder({ key, value }: Entry<Place, Standing>): BookOrder {
  const side = key[2] as Side
  const order = {
    place: key[6],
    owner: value.owner,
    side: nameOfSide(side),
    price: priceAt(side, key[5]),
    rest: value.rest,
    pocket: key[3],
    traits: key[4],
  }
  return value.names.length > 0 ? { ...order, names: value.names } : order
}

/** A lane of open orders, or of those that name an owner. */
abstract class TreeLane implements Lane<BookOrder> {
  readonly pocket: number
  readonly traits: number
  protected readonly shelf: TreeShelf
  protected readonly side: Side

  constructor(shelf: TreeShelf, side: Side, pocket: number, traits: number) {
    this.shelf = shelf
    this.side = side
    this.pocket = pocket
    this.traits = traits
  }

  /** The first order of the lane; the first after this rank and place. */
  protected abstract head(): BookOrder | undefined
  protected abstract beyond(rank: number, place: number): BookOrder | undefined

  first(seeker: Order, worst: number): BookOrder | undefined {
    return this.fitting(this.head(), seeker, worst)
  }

  after(order: BookOrder, seeker: Order, worst: number): BookOrder | undefined {
    return this.fitting(this.beyond(rankOf(this.side, order.price), order.place), seeker, worst)
  }

  level(beyond?: number): BookOrder | undefined {
    return beyond === undefined ? this.head() : this.beyond(rankOf(this.side, beyond), LAST_PLACE)
  }

  other(order: BookOrder): BookOrder | undefined {
    const rank = rankOf(this.side, order.price)
    let next = rank === 0 ? this.head() : this.beyond(rank - 1, LAST_PLACE)
    // Never beyond this price: the places there begin anew.
    while (next?.price === order.price && next.owner === order.owner) next = this.beyond(rank, next.place)
    return next?.price === order.price ? next : undefined
  }

  private fitting(from: BookOrder | undefined, seeker: Order, worst: number): BookOrder | undefined {
    const most = rankOf(this.side, worst)
    let next = from
    while (next) {
      const rank = rankOf(this.side, next.price)
      if (rank > most) return undefined
      if (next.place < seeker.place && next.owner !== seeker.owner) return next
      // At one price the oldest comes first: behind one that is newer than the seeker all are.
      next = this.beyond(rank, next.place < seeker.place ? next.place : LAST_PLACE)
    }
    return undefined
  }
}

class OpenLane extends TreeLane {
  /** How it began, and when it did. */
  private readonly opened: BookOrder
  private readonly moment: number

  constructor(shelf: TreeShelf, side: Side, head: BookOrder) {
    super(shelf, side, head.pocket, head.traits)
    this.opened = head
    this.moment = shelf.writes
  }

  protected head(): BookOrder | undefined {
    const { shelf, side, pocket, traits } = this
    if (shelf.writes === this.moment) return this.opened
    return shelf.orderAt(shelf.store.first(orders, [...shelf.at, side, pocket, traits]))
  }

  protected beyond(rank: number, place: number): BookOrder | undefined {
    const { shelf, side, pocket, traits } = this
    const lane = [...shelf.at, side, pocket, traits] as const
    return shelf.orderAt(shelf.store.after(orders, [...lane, rank, place], lane))
  }
}

class AddressedLane extends TreeLane {
  private readonly begin: readonly [number, number, number, Uint8Array, number, number]

  constructor(shelf: TreeShelf, side: Side, name: Uint8Array, pocket: number, traits: number) {
    super(shelf, side, pocket, traits)
    this.begin = [...shelf.at, side, name, pocket, traits]
  }

  protected head(): BookOrder | undefined {
    return this.orderOf(this.shelf.store.first(addressed, this.begin)?.key)
  }

  protected beyond(rank: number, place: number): BookOrder | undefined {
    const { store } = this.shelf
    return this.orderOf(store.after(addressed, [...this.begin, rank, place], this.begin)?.key)
  }

  private orderOf(key: readonly unknown[] | undefined): BookOrder | undefined {
    if (!key) return undefined
    const [rank, place] = key.slice(6) as [number, number]
    const { shelf, side, pocket, traits } = this
    return shelf.orderOn([...shelf.at, side, pocket, traits | NAMED, rank, place])
  }
}

export class TreeShelf implements Shelf<BookOrder> {
  readonly store: Writing
  readonly at: readonly [number, number]
  private readonly desk: Desk
  private readonly lines: Lines
  /** Whose an order is that the engine may ask for by its place alone. */
  private readonly owners = new Map<number, Owner>()
  /** How often orders have changed. */
  writes = 0
  /** Read once: most books are settled, and each deed asks several times. */
  private left: Unsettled | undefined

  constructor(desk: Desk, lines: Lines) {
    this.desk = desk
    this.lines = lines
    this.store = desk.context
    const { kind, interval }: BookName = desk.name
    this.at = [kind, interval]
  }

  /** The engine is going to be told of this order by its place. */
  know(place: number, owner: Owner): void {
    this.owners.set(place, owner)
  }

  orderAt(entry: Entry<Place, Standing> | undefined): BookOrder | undefined {
    return entry && this.orderOf(entry.key, entry.value)
  }

  orderOn(key: Place): BookOrder | undefined {
    const value = this.store.get(orders, key)
    return value && this.orderOf(key, value)
  }

  private orderOf(key: Place, value: Standing): BookOrder {
    this.know(key[6], value.owner)
    return standingOrder({ key, value })
  }

  /** Pockets whose best orders cross, with room between them: whatever can trade is between some of these. */
  crossing(): readonly Pair[] {
    const pairs: Pair[] = []
    const { lines } = this
    const asks = this.best('sell')
    for (const [buy, bid] of this.best('buy'))
      for (const [sell, ask] of asks)
        if (ask <= bid && ask + lines.fee(sell, buy) <= bid && lines.carries(buy, sell, 1) > 0)
          pairs.push({ buy, sell })
    return pairs
  }

  /** The pockets of a side where orders stand, each with its best price. */
  private best(side: SideName): ReadonlyMap<number, number> {
    const number = sideOf(side)
    const begin = [...this.at, number] as const
    const best = new Map<number, number>()
    let entry = this.store.first(orders, begin)
    while (entry) {
      const [, , , pocket, traits, rank] = entry.key
      const price = priceAt(number, rank)
      const known = best.get(pocket)
      if (known === undefined || (side === 'buy' ? price > known : price < known)) best.set(pocket, price)
      entry = this.store.after(orders, [...begin, pocket, traits, LAST_RANK, LAST_PLACE], begin)
    }
    return best
  }

  /** Some order that stands. */
  some(): BookOrder | undefined {
    return this.orderAt(this.store.first(orders, this.at))
  }

  open(side: SideName): readonly Lane<BookOrder>[] {
    const number = sideOf(side)
    const begin = [...this.at, number] as const
    const lanes: Lane<BookOrder>[] = []
    let entry = this.store.first(orders, begin)
    while (entry) {
      const [, , , pocket, traits] = entry.key
      if ((traits & NAMED) === 0) lanes.push(new OpenLane(this, number, this.orderAt(entry)!))
      entry = this.store.after(orders, [...begin, pocket, traits, LAST_RANK, LAST_PLACE], begin)
    }
    return lanes
  }

  addressed(side: SideName, owner: Owner): readonly Lane<BookOrder>[] {
    const number = sideOf(side)
    const name = accountOfOwner(owner)
    const begin = [...this.at, number, name] as const
    const lanes: Lane<BookOrder>[] = []
    let entry = this.store.first(addressed, begin)
    while (entry) {
      const [, , , , pocket, traits] = entry.key
      lanes.push(new AddressedLane(this, number, name, pocket, traits))
      entry = this.store.after(addressed, [...begin, pocket, traits, LAST_RANK, LAST_PLACE], begin)
    }
    return lanes
  }

  of(owner: Owner, side: SideName): readonly BookOrder[] {
    const number = sideOf(side)
    return this.desk
      .stand(owner)
      .orders.filter(order => order.side === number)
      .flatMap(order => this.orderOn(this.keyOf(order)) ?? [])
  }

  *narrow(side: SideName, pocket: number): Iterable<BookOrder> {
    for (let traits = NAMED; traits <= (NAMED | OPEN_TRAITS); traits++)
      for (const entry of this.store.each(orders, [...this.at, sideOf(side), pocket, traits]))
        yield this.orderAt(entry)!
  }

  find(place: number): BookOrder | undefined {
    const owner = this.owners.get(place)
    const order = owner === undefined ? undefined : this.desk.open(owner, place)
    return order && this.orderOn(this.keyOf(order))
  }

  put(order: BookOrder, rest: number): void {
    this.writes += 1
    const key = this.keyIn(order)
    this.store.put(orders, key, { owner: order.owner, rest, names: order.names ?? [] })
    if (order.traits & NAMED)
      for (const name of order.names!) this.store.put(addressed, this.addressOf(order, name), {})
    this.desk.level(key[2] as Side, key[5], key[3], rest, 1)
  }

  keep(order: BookOrder, rest: number): void {
    this.writes += 1
    const key = this.keyIn(order)
    this.store.put(orders, key, { owner: order.owner, rest, names: order.names ?? [] })
    this.desk.level(key[2] as Side, key[5], key[3], rest - this.restOf(order), 0)
  }

  remove(order: BookOrder): void {
    this.writes += 1
    const key = this.keyIn(order)
    this.store.delete(orders, key)
    if (order.traits & NAMED)
      for (const name of order.names!) this.store.delete(addressed, this.addressOf(order, name))
    this.desk.level(key[2] as Side, key[5], key[3], -this.restOf(order), -1)
  }

  /** What waits of an order before the shelf changes it: the desk hears of it right after. */
  private restOf({ owner, place }: BookOrder): number {
    return this.desk.open(owner, place)!.rest
  }

  progress(): Progress | undefined {
    const { going, stirred } = this.rest()
    if (!going && !stirred) return undefined
    if (going) this.know(going.place, going.owner)
    const pairs = () => (stirred ? this.crossing() : NONE)
    return {
      ...(going && { going: { place: going.place, terms: going.terms } }),
      // Only who goes on asks which.
      get stirred() {
        return pairs()
      },
    }
  }

  setProgress(progress: Progress | undefined): void {
    const going = progress?.going
    this.setRest({
      ...this.rest(),
      going: going ? { ...going, owner: this.owners.get(going.place)! } : null,
      stirred: progress !== undefined && progress.stirred.length > 0,
    })
  }

  private rest(): Unsettled {
    this.left ??= this.store.get(unsettled, this.at) ?? NOTHING_LEFT
    return this.left
  }

  private setRest(rest: Unsettled): void {
    this.left = rest
    if (rest.going || rest.stirred || rest.first !== rest.next) this.store.put(unsettled, this.at, rest)
    else this.store.delete(unsettled, this.at)
  }

  waiting(): Deed<BookOrder> | undefined {
    const { first, next } = this.rest()
    if (first === next) return undefined
    const { place, owner, terms, rest, names } = this.store.get(waiting, [...this.at, first])!
    this.know(place, owner)
    if (terms === null) return rest === 0 ? { kind: 'cancel', place } : { kind: 'shrink', place, rest }
    const open = this.desk.open(owner, place)!
    return { kind: 'order', terms, order: orderOf({ ...open, rest }, owner, names) }
  }

  waited(): void {
    const rest = this.rest()
    this.store.delete(waiting, [...this.at, rest.first])
    this.setRest({ ...rest, first: rest.first + 1 })
  }

  wait(deed: Deed<BookOrder>): void {
    const rest = this.rest()
    const place = deed.kind === 'order' ? deed.order.place : deed.place
    const owner = deed.kind === 'order' ? deed.order.owner : this.owners.get(place)!
    this.store.put(waiting, [...this.at, rest.next], {
      place,
      owner,
      terms: deed.kind === 'order' ? deed.terms : null,
      rest: deed.kind === 'order' ? deed.order.rest : deed.kind === 'shrink' ? deed.rest : 0,
      names: deed.kind === 'order' ? (deed.order.names ?? []) : [],
    })
    this.setRest({ ...rest, next: rest.next + 1 })
  }

  private keyOf({ side, pocket, traits, price, place }: OpenOrder): Place {
    return [...this.at, side, pocket, traits, rankOf(side, price), place]
  }

  private keyIn({ side, pocket, traits, price, place }: Order): Place {
    const number = sideOf(side)
    return [...this.at, number, pocket, traits, rankOf(number, price), place]
  }

  private addressOf(order: BookOrder, name: Owner) {
    const [kind, interval, side, pocket, traits, rank, place] = this.keyIn(order)
    return [kind, interval, side, accountOfOwner(name), pocket, traits & OPEN_TRAITS, rank, place] as const
  }
}
