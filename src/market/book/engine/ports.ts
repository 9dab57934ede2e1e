// What the matching engine asks of its surroundings, and what it tells. It runs the same over the ledger's
// authenticated tree (../shelf.ts) as over plain memory (memory.ts), with the community's lines or with none.
//
// Units: prices in whole milli-credits per kWh, energy in whole Wh.

export type Side = 'buy' | 'sell'

/** Whose an order is. Compared by `===` alone. */
export type Owner = string | number

/** A sell order offers energy of the sun; a buy order takes no other. */
export const SOLAR = 1
/** Only counterparts of its own zone. */
export const LOCAL = 2
/** Only counterparts whom it names. Without this bit, those named come first and all others after them. */
export const NAMED = 4

/** Orders with the same open traits (those without NAMED) in one pocket stand in one lane. */
export const OPEN_TRAITS = SOLAR | LOCAL

/** The most accounts that one order names. */
export const MAX_NAMES = 8

/** An order as it stands, or as it comes in. The engine never writes into one: it tells the shelf. */
export interface Order {
  /** Its place in time: unique in the book, rising with arrival, the same across pockets. At least 1. */
  readonly place: number
  readonly owner: Owner
  readonly side: Side
  /** All-in limit: what a buyer pays at most, fees included; what a seller gets at least. */
  readonly price: number
  /** The energy that still waits. */
  readonly rest: number
  readonly pocket: number
  /** Of SOLAR, LOCAL and NAMED. */
  readonly traits: number
  /** Whom it names, without repetition; NAMED needs at least one. */
  readonly names?: readonly Owner[]
}

/** Good till the gate; immediate or cancel; fill or kill. */
export type Terms = 'gate' | 'ioc' | 'fok'

/** The orders of one side, one pocket, one set of open traits: best price first, then the oldest. */
export interface Lane<O extends Order> {
  readonly pocket: number
  readonly traits: number
  /** Its first order that is older than the seeker, not of the seeker's owner, and priced no worse than `worst`. */
  first(seeker: Order, worst: number): O | undefined
  /** The next such order after this one, which may have been removed since it was given. */
  after(order: O, seeker: Order, worst: number): O | undefined
  /** The oldest order of the best level; with a price, of the best level that is worse than it. */
  level(beyond?: number): O | undefined
  /** The oldest order at this one's price that is not of this one's owner. */
  other(order: O): O | undefined
}

/** What waits until the book is settled again: it came after something that is not through yet. */
export type Deed<O extends Order> =
  | { readonly kind: 'order'; readonly order: O; readonly terms: Terms }
  | { readonly kind: 'cancel'; readonly place: number }
  /** Less energy at the same place: the most that may still wait. */
  | { readonly kind: 'shrink'; readonly place: number; readonly rest: number }

/** A buyer's pocket and a seller's between which more is carried than before. */
export interface Pair {
  readonly buy: number
  readonly sell: number
}

/** Where a book stands in its work. A settled book has none of it. */
export interface Progress {
  /** The order whose offering was interrupted, and on what terms: it goes on before all else. */
  readonly going?: { readonly place: number; readonly terms: Terms }
  /** Pairs of pockets whose resting orders must be offered again. */
  readonly stirred: readonly Pair[]
}

export const SETTLED: Progress = { stirred: [] }

/** Where the resting orders of one book (kind of energy × delivery interval) stand. */
export interface Shelf<O extends Order> {
  /** The lanes of a side that hold an order without NAMED. Any order of them will do, as long as it is stated. */
  open(side: Side): readonly Lane<O>[]
  /** The lanes of this side's NAMED orders that name this owner, again one a pocket and open traits. Mostly none. */
  addressed(side: Side, owner: Owner): readonly Lane<O>[]
  /** All resting orders of an owner on this side, in any order: the module bounds how many these are. */
  of(owner: Owner, side: Side): readonly O[]
  /** The NAMED orders of a side in a pocket, in any order. Asked only when capacity frees. */
  narrow(side: Side, pocket: number): Iterable<O>
  find(place: number): O | undefined

  /** The order stands from now on with this energy: behind all older ones at its price, before all newer ones. */
  put(order: O, rest: number): void
  /** The order, which stands, has this energy left, and keeps its place. */
  keep(order: O, rest: number): void
  /** The order, which stands, does so no more. */
  remove(order: O): void

  /** Undefined for a settled book. */
  progress(): Progress | undefined
  setProgress(progress: Progress | undefined): void
  /** What waits, first come first: read, taken away, appended. Waiting keeps a book unsettled. */
  waiting(): Deed<O> | undefined
  waited(): void
  wait(deed: Deed<O>): void
}

/**
 * The lines for one interval. Pockets are numbered from 0 and do not change while a book holds orders: buses between
 * which no line that can be limited and no fee lies are one pocket, and a pocket lies in one zone.
 */
export interface Grid {
  readonly pockets: number
  /** Milli-credits per kWh that a buyer pays beyond the price; at least 0. */
  fee(from: number, to: number): number
  /** How much of this energy can be carried now from the seller's pocket to the buyer's: from 0 up to all of it. */
  carries(buy: number, sell: number, energy: number): number
  /**
   * Puts a trade's flow on the lines; gives the pairs that carried nothing before and carry something now (more will
   * do, fewer will not). Within one offering, what was taken never makes room for the same order (the tree of lines
   * leads all its energy the same way), so these pairs are looked at when the order is through.
   */
  took(buy: number, sell: number, energy: number): readonly Pair[]
  /** Takes a flow off again: a provisional trade that lapsed. Gives pairs as `took` does. */
  gave(buy: number, sell: number, energy: number): readonly Pair[]
  /** Whether two pockets lie in one zone. */
  local(a: number, b: number): boolean
}

export interface Trade<O extends Order> {
  /** Who trades; what is left of each is said apart, for a shelf may write into its own orders. */
  readonly buy: O
  readonly sell: O
  readonly buyRest: number
  readonly sellRest: number
  readonly energy: number
  /** What the seller gets. */
  readonly price: number
  /** What the buyer pays beyond it, for the path. */
  readonly fee: number
  /** Which of the two is older and set the price. The other one is the taker. */
  readonly older: Side
}

/** Why energy leaves the book without a trade. */
export type Ending = 'cancelled' | 'unfilled' | 'killed'

/** Who writes down what happens, in the order in which it does. */
export interface Clerk<O extends Order> {
  /** The shelf already says what is left of both; the taker that came in only now is put there after its last trade. */
  traded(trade: Trade<O>): void
  /** This energy of an order goes: cancelled or shrunk; the rest of an IOC; a whole FOK that cannot be filled. */
  ended(order: O, energy: number, why: Ending): void
}

/**
 * What the engine offers over one book (`engine.ts`). A command or hook gives it a number of `steps`: so many trades it
 * makes at most; what is left then goes on with the next one's steps, before anything newer in the book.
 *
 * Hesitation, which is the module's: `traded` may write a provisional match instead of a trade, with both locks held.
 * Confirmed, nothing is told to the engine. Lapsed, `giveBack` takes its flow off the lines and gives the older order
 * its energy back at the place it had; the taker's part is the module's to release.
 */
export interface Engine<O extends Order> {
  readonly settled: boolean
  /** A new order, newer than all before. Gives the steps left. */
  enter(order: O, terms: Terms, steps: number): number
  cancel(place: number, steps: number): number
  /** Keeps the place. An order that has already less waiting stays as it is. */
  shrink(place: number, rest: number, steps: number): number
  /** More can be carried between these pairs: a limit was raised. Resting orders are offered again when next settled. */
  stir(pairs: readonly Pair[]): void
  /**
   * A provisional match between these pockets lapses. `older` is the older order as it stood when last written, or
   * undefined where nothing is to stand again (it was cancelled or has expired meanwhile).
   */
  giveBack(older: O | undefined, energy: number, pair: Pair): void
  /** Goes on with what is left over. Gives the steps left: where it is 0, the book may be unsettled still. */
  settle(steps: number): number
}
