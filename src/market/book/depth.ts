// Depth: what stands in a book at each price, and what of that the lines would carry to one account, or from it.
import type { Bytes } from '../../bytes/bytes.ts'
import { int, list, optional, struct, u32, uint } from '../../bytes/codec.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Reading } from '../../chain/store.ts'
import { type BookName, bookOf } from './books.ts'
import { type Supposed, supposing } from './lines.ts'
import { pocketOf } from './points.ts'
import { priceAt } from './rank.ts'
import { BUY, levels, priceCodec, SELL, type Side } from './records.ts'

/** Levels of one side that a screen can show. */
export const MAX_DEPTH = 100

export const levelCodec = struct({ price: priceCodec, energy: uint, orders: u32 })

/** All that stands at one price, and where. */
interface Level {
  readonly price: number
  energy: number
  orders: number
  readonly places: { readonly pocket: number; readonly energy: number }[]
}

/** The best levels of a side. The cost hangs on how many pockets have orders at these prices, not on how many these are. */
export function levelsOf(
  state: Reading,
  { kind, interval }: BookName,
  side: Side,
  most: number,
): readonly Level[] {
  const found: Level[] = []
  for (const { key, value } of state.each(levels, [kind, interval, side])) {
    const price = priceAt(side, key[3])
    let level = found.at(-1)
    if (level?.price !== price) {
      if (found.length === most) break
      level = { price, energy: 0, orders: 0, places: [] }
      found.push(level)
    }
    level.energy += value.energy
    level.orders += value.orders
    level.places.push({ pocket: key[4], energy: value.energy })
  }
  return found
}

const sight = struct({
  price: priceCodec,
  energy: uint,
  orders: u32,
  /** What of the energy lines would carry to the account, or from it, when all that is better for it has gone before. */
  carried: uint,
})
const side = struct({
  levels: list(sight, MAX_DEPTH),
  /** The limit at which an order of the account’s meets the best that lines carry, and the path’s fee in it; null: none. */
  meets: optional(struct({ limit: int, path: uint })),
})
export const depthCodec = struct({ bids: side, asks: side })
export type Depth = ReturnType<typeof depthCodec.read>

export const NOTHING: Depth = { bids: { levels: [], meets: null }, asks: { levels: [], meets: null } }

/** As an account sees it; for nobody, and for who is connected nowhere, as if lines carried everything. */
export function depthFor(
  state: Reading,
  genesis: Genesis,
  name: BookName,
  account: Bytes | null,
  most: number,
): Depth {
  const book = bookOf(state, name)
  if (!book) return NOTHING
  const pocket = account ? pocketOf(state, genesis, account, name.kind) : undefined
  const fee = book.potFee + book.fundFee
  const of = (side: Side) => {
    const found = levelsOf(state, name, side, most)
    return pocket === undefined
      ? open(found, side, fee)
      : reached(found, { side, fee, pocket, lines: supposing(state, genesis, name) })
  }
  return { bids: of(BUY), asks: of(SELL) }
}

const allIn = (side: Side, price: number, fee: number): number => (side === SELL ? price + fee : price - fee)

const open = (found: readonly Level[], side: Side, fee: number): Depth['asks'] => ({
  levels: found.map(({ price, energy, orders }) => ({ price, energy, orders, carried: energy })),
  meets: found[0] ? { limit: allIn(side, found[0].price, fee), path: 0 } : null,
})

interface View {
  readonly side: Side
  readonly fee: number
  readonly pocket: number
  readonly lines: Supposed
}

/** Takes all of it as an order would: what is best with its path first, as far as lines carry it. */
function reached(found: readonly Level[], { side, fee, pocket, lines }: View): Depth['asks'] {
  const offers = found.flatMap(({ price, places }, level) =>
    places.map(({ pocket: there, energy }) => {
      const path = lines.fee(there, pocket)
      return { level, there, energy, path, limit: allIn(side, price, fee + path) }
    }),
  )
  offers.sort((a, b) => (side === SELL ? a.limit - b.limit : b.limit - a.limit))
  const carried = found.map(() => 0)
  let meets: Depth['asks']['meets'] = null
  for (const { level, there, energy, path, limit } of offers) {
    const sent = side === SELL ? lines.send(pocket, there, energy) : lines.send(there, pocket, energy)
    if (sent > 0) meets ??= { limit, path }
    carried[level]! += sent
  }
  return {
    levels: found.map(({ price, energy, orders }, level) => ({
      ...{ price, energy, orders },
      carried: carried[level]!,
    })),
    meets,
  }
}
