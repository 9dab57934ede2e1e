// What a market screen, a household and an agent ask of the books.
import { bytes, int, integer, list, optional, struct, u8, u32, uint } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { type Queries, query } from '../../chain/query.ts'
import type { Reading } from '../../chain/store.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { balanceOf } from '../accounts/money.ts'
import { potOf } from '../delegates/pot.ts'
import { type BookName, bookOf } from './books.ts'
import { clearingNow } from './call.ts'
import { depthCodec, depthFor, levelCodec, levelsOf, MAX_DEPTH, NOTHING } from './depth.ts'
import { FUND, GRID } from './money.ts'
import { ownerOf } from './owner.ts'
import { type BookParams, bookParams } from './params.ts'
import {
  type Book,
  BUY,
  books,
  calls,
  type Holding,
  holdingCodec,
  holdings,
  MAX_PAST,
  type Match,
  matchCodec,
  matches,
  past,
  priceCodec,
  SELL,
} from './records.ts'

/** Of one answer. */
const MAX_BOOKS = 400
const MAX_MINE = 400
/** Matches of all that are gone through for those of one. */
const MAX_LOOKED = 4000

const bookName = struct({ kind: u8, interval: uint })

/** What a book shows of itself, and the best price of either side. */
const summary = struct({
  kind: u8,
  interval: uint,
  gate: uint,
  halted: uint,
  trades: u32,
  energy: uint,
  value: int,
  last: optional(priceCodec),
  low: optional(priceCodec),
  high: optional(priceCodec),
  bid: optional(levelCodec),
  ask: optional(levelCodec),
})
type Summary = ReturnType<typeof summary.read>

function summaryOf(state: Reading, name: BookName, book: Book): Summary {
  const { gate, halted, trades, energy, value, last, low, high } = book
  const [bid = null] = levelsOf(state, name, BUY, 1)
  const [ask = null] = levelsOf(state, name, SELL, 1)
  const { kind, interval } = name
  return { kind, interval, gate, halted, trades, energy, value, last, low, high, bid, ask }
}

const isName = ({ interval }: BookName): boolean => interval <= MAX_U48

export const queries: Queries = {
  /** Matches of a book that wait to be confirmed, from a number on. */
  matches: query({
    params: struct({ kind: u8, interval: uint, from: u32, most: integer(1, MAX_DEPTH) }),
    answer: list(struct({ number: u32, match: matchCodec }), MAX_DEPTH),
    ask(state, { kind, interval, from, most }) {
      const found: { number: number; match: Match }[] = []
      if (interval > MAX_U48) return found
      for (const { key, value } of state.each(matches, [kind, interval])) {
        if (key[2] >= from) found.push({ number: key[2], match: value })
        if (found.length === most) break
      }
      return found
    },
  }),
  /**
   * An account's own matches that wait to be confirmed, those delivered first first. Of books in which it has some, so
   * many matches are looked at: beyond them nothing is said.
   */
  pending: query({
    params: struct({ account: bytes(20), most: integer(1, MAX_DEPTH) }),
    answer: list(struct({ kind: u8, interval: uint, number: u32, match: matchCodec }), MAX_DEPTH),
    ask(state, { account, most }) {
      const owner = ownerOf(account)
      const found: { kind: number; interval: number; number: number; match: Match }[] = []
      let looked = 0
      for (const { key, value } of state.each(holdings, [account])) {
        const [, kind, interval] = key
        if (!value.orders.some(({ matched }) => matched > 0)) continue
        for (const { key, value: match } of state.each(matches, [kind, interval])) {
          if (match.buyer === owner || match.seller === owner)
            found.push({ kind, interval, number: key[2], match })
          if (found.length === most || ++looked === MAX_LOOKED) return found
        }
      }
      return found
    },
  }),
  /** What was called at the gate of a book that is called at one price; null before, and where nothing crossed. */
  call: query({
    params: bookName,
    answer: optional(struct({ price: priceCodec, energy: uint })),
    ask(state, name) {
      const found = isName(name) ? state.get(calls, [name.kind, name.interval]) : undefined
      return found ? { price: found.price, energy: found.energy } : null
    },
  }),
  /**
   * What a call at one price would come to if the gate were here; null where nothing crosses, or nothing is called at one
   * price. It reads the prices that cross, of which a grid of prices has so many; no order.
   */
  clearing: query({
    params: bookName,
    answer: optional(struct({ price: priceCodec, energy: uint })),
    ask(state, name) {
      const book = isName(name) ? bookOf(state, name) : undefined
      if (!book || paramsOf(state, bookParams).mechanism !== 'clear') return null
      return clearingNow(state, name, book).clearing ?? null
    },
  }),
  /** One book at a glance; null where nobody has ordered anything for that interval, or it is forgotten. */
  book: query({
    params: bookName,
    answer: optional(summary),
    ask(state, name) {
      const book = isName(name) ? bookOf(state, name) : undefined
      return book ? summaryOf(state, name, book) : null
    },
  }),
  /** Books from an interval on, those of the past too as long as they are kept: the curve of prices. */
  books: query({
    params: struct({ kind: u8, from: uint, most: integer(1, MAX_BOOKS) }),
    answer: list(summary, MAX_BOOKS),
    ask(state, { kind, from, most }) {
      const found: Summary[] = []
      if (from > MAX_U48) return found
      const first = state.get(books, [kind, from])
      if (first) found.push(summaryOf(state, { kind, interval: from }, first))
      for (
        let next = state.after(books, [kind, from], [kind]);
        next && found.length < most;
        next = state.after(books, next.key, [kind])
      )
        found.push(summaryOf(state, { kind, interval: next.key[1] }, next.value))
      return found
    },
  }),
  /** What stands in a book, the best prices first, and what of it lines carry to an account or from it. */
  depth: query({
    params: struct({ kind: u8, interval: uint, most: integer(1, MAX_DEPTH), account: optional(bytes(20)) }),
    answer: depthCodec,
    ask: (state, { most, account, ...name }, genesis) =>
      isName(name) ? depthFor(state, genesis, name, account, most) : NOTHING,
  }),
  /** What an account has in the books that are not over: open orders, positions, its newest trades. */
  holdings: query({
    params: struct({ account: bytes(20), after: optional(bookName), most: integer(1, MAX_MINE) }),
    answer: list(struct({ kind: u8, interval: uint, holding: holdingCodec }), MAX_MINE),
    ask(state, { account, after, most }) {
      const found: { kind: number; interval: number; holding: Holding }[] = []
      if (after && !isName(after)) return found
      let next = after
        ? state.after(holdings, [account, after.kind, after.interval], [account])
        : state.first(holdings, [account])
      for (; next && found.length < most; next = state.after(holdings, next.key, [account]))
        found.push({ kind: next.key[1], interval: next.key[2], holding: next.value })
      return found
    },
  }),
  /** Of one book. */
  holding: query({
    params: struct({ account: bytes(20), kind: u8, interval: uint }),
    answer: optional(holdingCodec),
    ask: (state, { account, kind, interval }) =>
      (interval <= MAX_U48 && state.get(holdings, [account, kind, interval])) || null,
  }),
  /** The newest positions of the past, the oldest first. */
  past: query({
    params: struct({ account: bytes(20) }),
    answer: list(
      struct({ kind: u8, interval: uint, bought: uint, sold: uint, paid: int, earned: int }),
      MAX_PAST,
    ),
    ask: (state, { account }) => state.get(past, [account]) ?? [],
  }),
  /** The rules of the market that are in force. */
  rules: query({
    params: struct({}),
    answer: bookParams.params,
    ask: (state): BookParams => paramsOf(state, bookParams),
  }),
  /** What fees have gathered: for producers, the community's fund, and the lines. */
  funds: query({
    params: struct({}),
    answer: struct({ pot: int, fund: int, grid: int }),
    ask: state => ({
      pot: potOf(state),
      fund: balanceOf(state, FUND).free,
      grid: balanceOf(state, GRID).free,
    }),
  }),
}
