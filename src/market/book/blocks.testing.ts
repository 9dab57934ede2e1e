// A market of single intervals and blocks once more, slow and obvious: every book is a reference of its own over the lines
// of its intervals, and after each deed all books are gone through from the first until nothing trades anywhere.
import type { Lines } from './engine/lines.testing.ts'
import type { Grid, Pair, Terms } from './engine/ports.ts'
import { type Flowing, type Plain, Reference, type Told } from './engine/reference.testing.ts'

/** Several intervals' lines: energy is carried where it is in all of them. */
class Span implements Flowing {
  readonly #intervals: readonly Lines[]
  readonly pockets: number

  constructor(intervals: readonly Lines[]) {
    this.#intervals = intervals
    this.pockets = intervals[0]!.pockets
  }

  get flows(): number[] {
    return this.#intervals.flatMap(({ flows }) => flows)
  }

  set flows(flows: number[]) {
    const each = this.pockets - 1
    for (const [i, lines] of this.#intervals.entries()) lines.flows = flows.slice(i * each, (i + 1) * each)
  }

  fee: Grid['fee'] = (from, to) => this.#intervals[0]!.fee(from, to)
  local: Grid['local'] = (a, b) => this.#intervals[0]!.local(a, b)
  carries: Grid['carries'] = (buy, sell, energy) =>
    Math.min(...this.#intervals.map(each => each.carries(buy, sell, energy)))

  took(buy: number, sell: number, energy: number): Pair[] {
    return this.#intervals.flatMap(each => each.took(buy, sell, energy))
  }

  gave(buy: number, sell: number, energy: number): Pair[] {
    return this.took(sell, buy, energy)
  }
}

export interface InBook extends Told {
  readonly interval: number
  readonly length: number
}

interface SlowBook {
  readonly interval: number
  readonly length: number
  readonly reference: Reference
  orders: number
}

export class SlowMarket {
  readonly trades: InBook[] = []
  readonly #books: readonly SlowBook[]

  /** The lines of the intervals from the first on, and the lengths of what is traded, the shortest first. */
  constructor(first: number, lines: readonly Lines[], lengths: readonly number[], maxTrades: number) {
    this.#books = lengths.flatMap(length =>
      lines.slice(length - 1).map((_, i) => {
        const span = new Span(lines.slice(i, i + length))
        return { interval: first + i, length, reference: new Reference(span, maxTrades), orders: 0 }
      }),
    )
  }

  /** False where it was to be filled whole and could not. */
  enter(interval: number, length: number, order: Omit<Plain, 'place'>, terms: Terms): boolean {
    const book = this.#book(interval, length)
    const { reference } = book
    const place = book.orders + 1
    const ended = reference.endings.length
    reference.enter({ ...order, place }, terms)
    if (reference.endings.slice(ended).some(({ why }) => why === 'killed')) return false
    book.orders = place
    this.#settle(book)
    return true
  }

  shrink(interval: number, length: number, place: number, rest: number): void {
    this.#book(interval, length).reference.shrink(place, rest)
  }

  /** What stands, as `interval+length place:rest`. */
  rests(): string[] {
    return this.#books.flatMap(({ interval, length, reference }) =>
      reference.book
        .toSorted((a, b) => a.place - b.place)
        .map(({ place, rest }) => `${interval}+${length} ${place}:${rest}`),
    )
  }

  #book(interval: number, length: number): SlowBook {
    return this.#books.find(each => each.interval === interval && each.length === length)!
  }

  #settle(changed: SlowBook): void {
    this.#tell(changed)
    for (;;) {
      const next = this.#books.find(book => {
        book.reference.settle()
        return this.#tell(book)
      })
      if (!next) return
    }
  }

  /** Whether it has traded since it was last asked. */
  #tell({ interval, length, reference }: SlowBook): boolean {
    const made = reference.trades.splice(0)
    this.trades.push(...made.map(trade => ({ ...trade, interval, length })))
    return made.length > 0
  }
}
