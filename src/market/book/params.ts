// What the community decides about its market.
import { ascending, integer, list, oneOf, optional, struct, text } from '../../bytes/codec.ts'
import type { ParamsOf } from '../../chain/module.ts'
import { MECHANISMS } from './mechanisms/mechanism.ts'
import { MAX_BLOCK, MAX_KINDS } from './product.ts'
import { BOOK, MAX_ENERGY, MAX_LENGTHS, MAX_OPEN, MAX_PRICE, NAME, priceCodec } from './records.ts'

const slots = integer(0, 100_000_000)
const fee = integer(0, MAX_PRICE)
const percent = integer(1, 10_000)

const params = struct({
  /** The kinds of energy that have books. The place in this list is a kind's number, so the list only grows. */
  kinds: list(text(16), MAX_KINDS),
  /** The last order for an interval stands in a block this many slots before it starts, or earlier. */
  gateSlots: slots,
  /** How many intervals ahead a book opens. */
  aheadIntervals: integer(1, 10_000),
  /** How many intervals after its own a book's price and volume are kept, for newcomers to price by. */
  historyIntervals: integer(0, 10_000),
  /** The floor and the ceiling of limit prices, milli-credit per kWh. A floor below zero lets sellers pay. */
  leastPrice: priceCodec,
  mostPrice: priceCodec,
  /** Of one order, in all its intervals together. */
  mostEnergy: integer(1, MAX_ENERGY),
  /** How many open orders one account may have in one book. */
  openOrders: integer(1, MAX_OPEN),
  /** What a seller locks for its promise to deliver, milli-credit per kWh. */
  deposit: fee,
  /** What a buyer pays beyond the price for every kWh: to the pot of the producers, and to the community's fund. */
  potFee: fee,
  fundFee: fee,
  /** Limits stay within so many percent of the book's last price, rounded down, or within `least` where that is more. */
  collar: optional(struct({ percent, least: fee })),
  /** A book whose price moves by more than `percent` (or `least`, where more) within `within` slots rests for `rest`. */
  halt: optional(struct({ percent, least: fee, within: integer(1, 1_000_000), rest: integer(1, 1_000_000) })),
  /** How orders come to trades; for good. */
  mechanism: oneOf(...MECHANISMS),
  /** How many slots a taker may think over a match before it is a trade. Null, for good, where matches are trades at once. */
  hesitation: optional(integer(2, 1_000_000)),
  /** How many intervals in a row are traded as blocks, all or nothing, beside single ones; the list only grows. */
  blocks: ascending(integer(2, MAX_BLOCK), MAX_LENGTHS, (a, b) => a - b),
})
export type BookParams = ReturnType<typeof params.read>

/** To ask for the parameters in force. */
export const bookParams: ParamsOf<BookParams> = { id: BOOK, name: NAME, params }

export function checkParams(params: BookParams, before?: BookParams): string | undefined {
  const { kinds, leastPrice, mostPrice, potFee, fundFee, mechanism, collar, halt, hesitation, blocks } =
    params
  if (kinds.length === 0) return 'there is no kind of energy to trade'
  if (kinds.some(kind => kind === '')) return 'a kind of energy has no name'
  if (new Set(kinds).size < kinds.length) return 'a kind of energy is named twice'
  if (mostPrice < leastPrice) return 'the ceiling of prices is below their floor'
  if (potFee + fundFee > MAX_PRICE) return 'the market fee is more than any price may be'
  if (mechanism !== 'cda' && (collar || halt))
    return 'where books are called at their gates, no price moves before: there is nothing for a collar or a halt to hold'
  if (mechanism !== 'cda' && hesitation !== null)
    return 'where books are called at their gates nobody takes an offer, so nobody can hesitate'
  if (mechanism !== 'cda' && blocks.length > 0)
    return 'where books are called at their gates, each at its own, no order can ask for several of them or none'
  if (blocks.some(length => length > params.aheadIntervals + 1))
    return 'a block is longer than books are open ahead'
  // Books that stand would be left without their kind, or crossed.
  if (before?.kinds.some((kind, i) => kinds[i] !== kind))
    return 'a kind of energy has gone or has another’s number'
  if (before && before.mechanism !== mechanism) return 'how orders come to trades, genesis says for good'
  if (before && (before.hesitation === null) !== (hesitation === null))
    return 'whether takers may hesitate, genesis says for good'
  if (before?.blocks.some(length => !blocks.includes(length))) return 'a length of blocks has gone'
  return undefined
}
