// Prices over a day as a picture: what was paid as steps, what is asked ahead as a dashed line inside its band.
export interface Level {
  readonly price: number
  readonly energy: number
  readonly orders: number
}

/** A book at a glance, as the ledger answers. */
export interface BookSight {
  readonly kind: number
  readonly interval: number
  readonly gate: number
  readonly halted: number
  readonly trades: number
  readonly energy: number
  readonly value: number
  readonly last: number | null
  readonly low: number | null
  readonly high: number | null
  readonly bid: Level | null
  readonly ask: Level | null
}

/** The best guess at what an interval costs: between both sides, or what was paid last, or the only side that there is. */
export function guessOf({ bid, ask, last }: Pick<BookSight, 'bid' | 'ask' | 'last'>): number | undefined {
  if (bid && ask) return Math.trunc((bid.price + ask.price) / 2)
  return last ?? ask?.price ?? bid?.price
}

/** From the first to the last interval shown, and from the lowest price to the highest. */
export interface Frame {
  readonly from: number
  readonly to: number
  readonly low: number
  readonly high: number
}

const NICE = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]
const MOST_LINES = 5
/** Without any price there is room up to forty hundredths. */
const LEAST_HIGH = 400

/** Prices of whole steps between which everything has room. */
export function priceLines(prices: readonly number[]): number[] {
  const high = Math.max(LEAST_HIGH, ...prices)
  const low = Math.min(0, ...prices)
  const step = NICE.find(each => (high - low) / each <= MOST_LINES) ?? Math.ceil((high - low) / MOST_LINES)
  const lines: number[] = []
  for (let line = Math.floor(low / step) * step; ; line += step) {
    lines.push(line)
    if (line >= high) return lines
  }
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** Where intervals and prices are in a picture. */
export class Scale {
  private readonly frame: Frame
  private readonly size: Size

  constructor(frame: Frame, size: Size) {
    this.frame = frame
    this.size = size
  }

  /** An interval's beginning. */
  x(interval: number): number {
    const { from, to } = this.frame
    return ((interval - from) / (to + 1 - from)) * this.size.width
  }

  y(price: number): number {
    const { low, high } = this.frame
    return ((high - price) / (high - low)) * this.size.height
  }

  /** The price at a height, in whole milli-credits. */
  priceAt(y: number): number {
    const { low, high } = this.frame
    const price = Math.round(high - (y / this.size.height) * (high - low))
    return Math.min(high, Math.max(low, price))
  }
}

/** What was paid in the past, a step an interval; another stretch after each in which nothing was. */
export function paidPath(books: readonly BookSight[], now: number, scale: Scale): string {
  let path = ''
  let before: number | undefined
  for (const { interval, last } of books) {
    if (interval >= now || last === null) continue
    const [x, end, y] = [scale.x(interval), scale.x(interval + 1), scale.y(last)].map(short)
    path += before === interval - 1 ? `V${y}H${end}` : `M${x} ${y}H${end}`
    before = interval
  }
  return path
}

interface Ahead {
  readonly interval: number
  readonly guess: number
  readonly bid: number | undefined
  readonly ask: number | undefined
}

const aheadOf = (books: readonly BookSight[], now: number): Ahead[] =>
  books.flatMap(book => {
    const guess = book.interval >= now ? guessOf(book) : undefined
    const { interval, bid, ask } = book
    return guess === undefined ? [] : [{ interval, guess, bid: bid?.price, ask: ask?.price }]
  })

/** Stretches of intervals that follow each other. */
function stretches<T extends { readonly interval: number }>(all: readonly T[]): T[][] {
  const found: T[][] = []
  for (const each of all) {
    const last = found.at(-1)
    if (last?.at(-1)?.interval === each.interval - 1) last.push(each)
    else found.push([each])
  }
  return found
}

/** What intervals ahead are guessed to cost, through their middles. */
export function aheadPath(books: readonly BookSight[], now: number, scale: Scale): string {
  return stretches(aheadOf(books, now))
    .map(stretch => {
      const points = stretch.map(
        ({ interval, guess }) => `${short(scale.x(interval + 0.5))} ${short(scale.y(guess))}`,
      )
      // A single one would be invisible.
      return points.length === 1
        ? `M${short(scale.x(stretch[0]!.interval))} ${short(scale.y(stretch[0]!.guess))}H${short(scale.x(stretch[0]!.interval + 1))}`
        : `M${points.join('L')}`
    })
    .join('')
}

/** Between the best price of either side, a closed shape an interval. */
export function bandPath(books: readonly BookSight[], now: number, scale: Scale): string {
  return aheadOf(books, now)
    .filter(({ bid, ask }) => bid !== undefined && ask !== undefined)
    .map(({ interval, bid, ask }) => {
      const [x, end, low, high] = [
        scale.x(interval),
        scale.x(interval + 1),
        scale.y(bid!),
        scale.y(ask!),
      ].map(short)
      return `M${x} ${high}H${end}V${low}H${x}Z`
    })
    .join('')
}

/** Prices that a frame must have room for. */
export function pricesIn(books: readonly BookSight[]): number[] {
  return books.flatMap(({ last, bid, ask }) =>
    [last, bid?.price, ask?.price].filter(each => each !== null && each !== undefined),
  )
}

const short = (value: number): number => Math.round(value * 10) / 10
