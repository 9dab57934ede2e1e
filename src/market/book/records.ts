// What the books keep: orders by their rank, what each account has in a book, levels, and the books themselves.
import {
  bool,
  bytes,
  type Codec,
  int,
  integer,
  list,
  oneOf,
  optional,
  struct,
  u8,
  u16,
  u32,
  uint,
} from '../../bytes/codec.ts'
import { keyAccount, keyU8, keyU16, keyU32, keyU48, table } from '../../chain/table.ts'
import { MAX_NAMES } from './engine/ports.ts'
import { ownerCodec } from './owner.ts'

export const BOOK = 5
export const NAME = 'book'

/** A thousand credits a kWh, and a GWh an order: their product in micro-credits is exact, and so are sums of many. */
export const MAX_PRICE = 1_000_000
export const MAX_ENERGY = 1_000_000_000
/** Lengths of blocks that a community opens. */
export const MAX_LENGTHS = 8
/** Open orders of one account in one book: its record there is read and written with each of them. */
export const MAX_OPEN = 32
/** Trades of one account in one book that its record remembers. */
export const MAX_RECENT = 8
/** Past books that an account's record remembers. */
export const MAX_PAST = 32

/** As many as may be open at once. */
const MAX_FREED = 10_064

export const priceCodec = integer(-MAX_PRICE, MAX_PRICE)

export const BUY = 0
export const SELL = 1
export type Side = typeof BUY | typeof SELL
export const sideCodec = integer(BUY, SELL) as Codec<Side>
export const termsCodec = oneOf('gate', 'ioc', 'fok')

/** The parts of every key in a book: the kind of energy and length of a block, the first delivery interval. */
const bookKey = [keyU8, keyU48] as const

export const books = table({
  module: BOOK,
  id: 1,
  name: 'book',
  key: bookKey,
  value: struct({
    /** Orders stand in blocks of slots before this one. */
    gate: uint,
    /** The market fee, as it was when the book opened: what crosses never changes under orders that stand. */
    potFee: uint,
    fundFee: uint,
    /** The place of the last order: each has its own, rising. */
    newest: u32,
    /** The number of the last provisional match. */
    matches: u32,
    trades: u32,
    /** What was traded, and the sum of price × energy. */
    energy: uint,
    value: int,
    /** Of prices. */
    last: optional(priceCodec),
    low: optional(priceCodec),
    high: optional(priceCodec),
    /** The price and slot that a move is measured from. */
    anchor: optional(struct({ price: priceCodec, slot: uint })),
    /** Until which slot it takes only cancels. */
    halted: uint,
    /** Who was the last to trade here for the first time: from one to the next all who did are found. */
    trader: optional(bytes(20)),
    /** The interval is over, and positions are being folded. */
    folding: bool,
  }),
  life: 'until so many intervals after its own as the parameters keep its history',
})
export type Book = ReturnType<typeof books.value.read>

export const orders = table({
  module: BOOK,
  id: 2,
  name: 'order',
  /** Kind, interval, side, pocket, traits, rank of the price, place in time: the best of a lane is the first of a prefix. */
  key: [...bookKey, keyU8, keyU16, keyU8, keyU32, keyU32],
  value: struct({ owner: ownerCodec, rest: uint, names: list(ownerCodec, MAX_NAMES) }),
  life: 'until it is filled, cancelled, or expired; at its gate at the latest',
})

/** Those orders that take named neighbours alone, under the name of each. */
export const addressed = table({
  module: BOOK,
  id: 3,
  name: 'addressed order',
  key: [...bookKey, keyU8, keyAccount, keyU16, keyU8, keyU32, keyU32],
  value: struct({}),
  life: 'as long as the order',
})

const openOrder = struct({
  place: u32,
  side: sideCodec,
  price: priceCodec,
  rest: uint,
  /** In provisional matches: locked for like what waits, and no longer offered. */
  matched: uint,
  pocket: u16,
  traits: u8,
  /** What its owner locks for every kWh that it offers. */
  deposit: uint,
  /** The last slot that its owner gave it; 0 where it was taken back and is only left for its matches. */
  until: optional(uint),
  tag: u32,
})
export type OpenOrder = ReturnType<typeof openOrder.read>

const recentTrade = struct({
  trade: u32,
  slot: uint,
  side: sideCodec,
  /** What the seller gets, and what the buyer pays beyond. */
  price: priceCodec,
  fee: uint,
  energy: uint,
})
export type RecentTrade = ReturnType<typeof recentTrade.read>

const position = {
  bought: uint,
  sold: uint,
  /** Fees included. */
  paid: int,
  earned: int,
}

const held = {
  orders: list(openOrder, MAX_OPEN),
  ...position,
  /** Locked for what is sold and not yet delivered. */
  deposit: uint,
  /** The newest last. */
  recent: list(recentTrade, MAX_RECENT),
}

/** What an account has in a book, as others may see it. */
export const holdingCodec = struct(held)
export type Holding = ReturnType<typeof holdingCodec.read>

export const holdings = table({
  module: BOOK,
  id: 4,
  name: 'holding',
  key: [keyAccount, ...bookKey],
  value: struct({
    ...held,
    /** Who had traded in the book before this account did, the last of them. */
    trader: optional(bytes(20)),
  }),
  life: 'until its orders have ended and, where it traded, the interval is over',
})
export type HoldingRecord = ReturnType<typeof holdings.value.read>

export const levels = table({
  module: BOOK,
  id: 5,
  name: 'level',
  /** Kind, interval, side, rank of the price, pocket: from the one to the other of which lines may carry nothing. */
  key: [...bookKey, keyU8, keyU32, keyU16],
  value: struct({ energy: uint, orders: u32 }),
  life: 'as long as an order stands there at this price',
})

/** What is not through yet in a book: the order whose offering was interrupted, and whether others must be offered again. */
export const unsettled = table({
  module: BOOK,
  id: 6,
  name: 'unsettled book',
  key: bookKey,
  value: struct({
    going: optional(struct({ place: u32, owner: ownerCodec, terms: termsCodec })),
    /** More can be carried than before: what crosses and has room must be offered again. */
    stirred: bool,
    /** The numbers of what waits: the first, and the next to come. */
    first: u32,
    next: u32,
  }),
  life: 'until the book is settled: within some blocks',
})
export type Unsettled = ReturnType<typeof unsettled.value.read>

export const waiting = table({
  module: BOOK,
  id: 7,
  name: 'waiting deed',
  key: [...bookKey, keyU32],
  value: struct({
    place: u32,
    owner: ownerCodec,
    /** An order comes in on terms; without terms it is to have no more than `rest` left, and none where that is 0. */
    terms: optional(termsCodec),
    rest: uint,
    names: list(ownerCodec, MAX_NAMES),
  }),
  life: 'until the book is settled: within some blocks',
})

const pastBook = struct({ kind: u8, interval: uint, ...position })
export type PastBook = ReturnType<typeof pastBook.read>

export const past = table({
  module: BOOK,
  id: 8,
  name: 'past positions',
  key: [keyAccount],
  value: list(pastBook, MAX_PAST),
  life: 'for good, one an account that ever traded; it remembers its newest positions',
})

export const flows = table({
  module: BOOK,
  id: 9,
  name: 'flow',
  /** The interval, and the wire: the line above a bus, or behind all buses a connection. Down is positive, in Wh. */
  key: [keyU48, keyU32],
  value: int,
  life: 'until the interval is over',
})

/** Where room on lines was freed that books of other intervals share: which of them are still to be looked at. */
export const freed = table({
  module: BOOK,
  id: 13,
  name: 'freed intervals',
  key: [],
  value: struct({
    /** Ascending. */
    intervals: list(uint, MAX_FREED),
    /** The next book to look at, by its key. */
    kind: u8,
    interval: uint,
  }),
  life: 'until every book that shares these intervals was looked at: within some blocks',
})
export type Freed = ReturnType<typeof freed.value.read>

/** What provisional matches may put on a wire, downwards or not: room is kept for it until they lapse or are confirmed. */
export const keptRoom = table({
  module: BOOK,
  id: 14,
  name: 'kept room',
  /** The interval, the wire, and whether it is downwards. */
  key: [keyU48, keyU32, keyU8],
  value: uint,
  life: 'until no provisional match needs it',
})

export const calls = table({
  module: BOOK,
  id: 11,
  name: 'call',
  key: bookKey,
  /** The one price that was found at the gate, what is to be traded at it, and what of that is still to be done. */
  value: struct({ price: priceCodec, energy: uint, left: uint }),
  life: 'as long as the book',
})
export type Call = ReturnType<typeof calls.value.read>

export const matchCodec = struct({
  /** The numbers of the orders, and whose they are. */
  buy: u32,
  sell: u32,
  buyer: ownerCodec,
  seller: ownerCodec,
  price: priceCodec,
  fee: uint,
  energy: uint,
  /** The side of the newer order, whose owner confirms it, up to and with the slot `until`. */
  taker: sideCodec,
  until: uint,
  /** Whom the older order names, so that it can stand again. */
  names: list(ownerCodec, MAX_NAMES),
})

export const matches = table({
  module: BOOK,
  id: 12,
  name: 'provisional match',
  key: [...bookKey, keyU32],
  value: matchCodec,
  life: 'until it is confirmed or lapses; at the gate of its book at the latest',
})
export type Match = ReturnType<typeof matches.value.read>

export const points = table({
  module: BOOK,
  id: 10,
  name: 'connection point',
  key: [keyAccount],
  value: struct({ bus: u16, importW: uint, exportW: uint, solar: bool }),
  life: 'for good, one an account that was ever connected',
})
export type Point = ReturnType<typeof points.value.read>
