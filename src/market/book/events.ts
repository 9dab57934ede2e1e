// What happens in the books: everything that a light reader, a household's notes or an agent wants to have proven.
import { bytes, int, optional, struct, u8, u32, uint } from '../../bytes/codec.ts'
import { NAME, priceCodec, sideCodec } from './records.ts'

const place = { kind: u8, interval: uint }

/** An order is taken into a book; its number there is its name from now on. */
export const placed = {
  module: NAME,
  name: 'placed',
  data: struct({
    ...place,
    number: uint,
    account: bytes(20),
    side: sideCodec,
    price: priceCodec,
    energy: uint,
    /** What its owner gave it to know it by. */
    tag: u32,
    /** The number that it had before it was replaced. */
    was: optional(uint),
  }),
}

/** The seller gets the price, the buyer pays the fee besides, per kWh. */
export const traded = {
  module: NAME,
  name: 'traded',
  data: struct({
    ...place,
    trade: uint,
    buy: uint,
    sell: uint,
    buyer: bytes(20),
    seller: bytes(20),
    price: priceCodec,
    fee: uint,
    energy: uint,
  }),
}

/** Two orders have met, and the taker may think it over: it is a trade once confirmed. */
export const matched = {
  module: NAME,
  name: 'matched',
  data: struct({
    ...place,
    match: u32,
    buy: u32,
    sell: u32,
    buyer: bytes(20),
    seller: bytes(20),
    price: priceCodec,
    fee: uint,
    energy: uint,
    taker: sideCodec,
    until: uint,
  }),
}

/** A provisional match that nobody confirmed. */
export const lapsed = {
  module: NAME,
  name: 'lapsed',
  data: struct({ ...place, match: u32, buy: u32, sell: u32, energy: uint }),
}

const ended = struct({
  ...place,
  number: uint,
  account: bytes(20),
  /** What had not been traded of it. */
  energy: uint,
})

/** By its owner; or the rest of an order that was to be traded at once or not at all. */
export const cancelled = { module: NAME, name: 'cancelled', data: ended }
/** At the gate, or at the last slot that its owner gave it. */
export const expired = { module: NAME, name: 'expired', data: ended }

/** It keeps its place and is for less. */
export const reduced = { module: NAME, name: 'reduced', data: ended }

/** A book's gate has closed and all its orders have ended. */
export const closed = {
  module: NAME,
  name: 'closed',
  data: struct({ ...place, trades: uint, energy: uint, value: int, last: optional(priceCodec) }),
}

export const halted = {
  module: NAME,
  name: 'halted',
  data: struct({ ...place, price: priceCodec, from: priceCodec, until: uint }),
}

/** The interval is over, and what an account had promised to deliver is released. */
export const released = {
  module: NAME,
  name: 'released',
  data: struct({ ...place, account: bytes(20), deposit: uint }),
}

export const events = [placed, matched, traded, lapsed, cancelled, expired, reduced, closed, halted, released]
