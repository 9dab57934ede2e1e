// One stream of operations for every book that is measured: half of them cross, a fifth cancels, the rest comes to rest.

import { Matching } from '../../src/market/book/engine/engine.ts'
import { NO_GRID } from '../../src/market/book/engine/grid.ts'
import { MemoryOrder } from '../../src/market/book/engine/memory/level.ts'
import { MemoryShelf } from '../../src/market/book/engine/memory/shelf.ts'
import type { Side } from '../../src/market/book/engine/ports.ts'

export interface Placing {
  readonly kind: 'place'
  readonly book: number
  /** Its place in that book, and its name elsewhere. */
  readonly place: number
  readonly id: string
  readonly side: Side
  readonly price: number
  readonly energy: number
}

export type Operation =
  | Placing
  | { readonly kind: 'cancel'; readonly book: number; readonly place: number; readonly id: string }

export interface Stream {
  readonly books: number
  /** Orders that rest already. */
  readonly before: readonly Placing[]
  readonly operations: readonly Operation[]
}

export interface Wish {
  readonly books: number
  readonly resting: number
  readonly operations: number
  /** How many prices each side has. */
  readonly prices?: number
}

const MIDDLE = 10_000

/** Places below this are free for orders that stand before all of a stream. */
export const FIRST_PLACE = 100_000

class Market {
  readonly shelf = new MemoryShelf<MemoryOrder>()
  readonly engine = new Matching(this.shelf, NO_GRID, { traded() {}, ended() {} }, Number.MAX_SAFE_INTEGER)
  readonly places: number[] = []
  place = FIRST_PLACE
}

export function makeStream({ books, resting, operations, prices = 500 }: Wish): Stream {
  const draw = drawing()
  const markets = Array.from({ length: books }, () => new Market())
  const enter = (book: number, side: Side, price: number, energy: number): Placing => {
    const market = markets[book]!
    market.place += 1
    const { place } = market
    market.engine.enter(new MemoryOrder(place, place, side, price, energy), 'gate', Number.MAX_SAFE_INTEGER)
    if (market.shelf.find(place)) market.places.push(place)
    return { kind: 'place', book, place, id: `${book}-${place}`, side, price, energy }
  }
  const rest = (book: number) => {
    const side = draw(2) === 0 ? 'buy' : 'sell'
    const away = draw(prices)
    return enter(book, side, side === 'buy' ? MIDDLE - 1 - away : MIDDLE + away, 1 + draw(40))
  }
  const cross = (book: number): Placing | undefined => {
    const side = draw(2) === 0 ? 'buy' : 'sell'
    const best = markets[book]!.shelf.open(side === 'buy' ? 'sell' : 'buy')[0]?.level()
    if (!best) return undefined
    return enter(book, side, best.price + (side === 'buy' ? draw(3) : -draw(3)), 1 + draw(10))
  }
  const cancel = (book: number): Operation | undefined => {
    const { places, shelf, engine } = markets[book]!
    while (places.length > 0) {
      const at = draw(places.length)
      const place = places[at]!
      places[at] = places.at(-1)!
      places.pop()
      if (!shelf.find(place)) continue
      engine.cancel(place, 1)
      return { kind: 'cancel', book, place, id: `${book}-${place}` }
    }
    return undefined
  }
  const before = Array.from({ length: resting }, (_, i) => rest(i % books))
  const stream: Operation[] = []
  while (stream.length < operations) {
    const book = draw(books)
    const kind = draw(10)
    stream.push((kind < 5 ? cross(book) : kind < 7 ? cancel(book) : undefined) ?? rest(book))
  }
  return { books, before, operations: stream }
}

/** The same numbers every time. */
function drawing(): (below: number) => number {
  let state = 12_345
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
