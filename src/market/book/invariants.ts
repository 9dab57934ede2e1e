// What holds of the books in every version of the state.
import { toHex } from '../../bytes/bytes.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import type { Invariant } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { balances } from '../accounts/records.ts'
import { coverOfOrder } from './cover.ts'
import { agree } from './engine/agree.ts'
import { sharesFreed } from './freed.ts'
import { gridOf, overloadedWire } from './lines.ts'
import { accountOfOwner, ownerOf } from './owner.ts'
import { bookParams } from './params.ts'
import { energyKindOf, lengthOf } from './product.ts'
import { priceAt } from './rank.ts'
import {
  BUY,
  books,
  flows,
  holdings,
  keptRoom,
  levels,
  matches,
  orders,
  SELL,
  type Side,
  unsettled,
  waiting,
} from './records.ts'
import { standingOrder } from './shelf.ts'

const orderName = (...parts: readonly (string | number)[]) => parts.join(' ')

const ordersAreCovered: Invariant = {
  name: 'what is locked for the market is what open orders and undelivered sales ask for',
  check(state) {
    const needed = new Map<string, number>()
    for (const { key, value } of state.each(holdings)) {
      const owner = ownerOf(key[0])
      let sum = (needed.get(owner) ?? 0) + value.deposit
      for (const order of value.orders) sum += coverOfOrder(order) * lengthOf(key[1])
      needed.set(owner, sum)
    }
    for (const { key, value } of state.each(balances)) {
      const needs = needed.get(ownerOf(key[0])) ?? 0
      if (value.held !== needs) return `the market holds ${value.held} of ${toHex(key[0])} and needs ${needs}`
      needed.delete(ownerOf(key[0]))
    }
    for (const [owner, sum] of needed)
      if (sum > 0) return `the market holds nothing of ${toHex(accountOfOwner(owner))} and needs ${sum}`
    return undefined
  },
}

const soldIsBought: Invariant = {
  name: 'in every book as much is sold as bought, and no more is paid than fees and earnings come to',
  check(state) {
    const sums = new Map<string, { bought: number; sold: number; earned: number }>()
    for (const { key, value } of state.each(holdings)) {
      const name = orderName(key[1], key[2])
      const sum = sums.get(name) ?? { bought: 0, sold: 0, earned: 0 }
      sum.bought += value.bought
      sum.sold += value.sold
      sum.earned += value.earned
      sums.set(name, sum)
    }
    const inBlocks = new Map<string, number>()
    for (const { key, value } of state.each(books)) {
      const [kind, interval] = key
      const length = lengthOf(kind)
      for (let i = 0; length > 1 && i < length; i++) {
        const part = orderName(energyKindOf(kind), interval + i)
        inBlocks.set(part, (inBlocks.get(part) ?? 0) + value.energy)
      }
    }
    for (const { key, value } of state.each(books)) {
      // What blocks trade is had in the books of their intervals.
      if (lengthOf(key[0]) > 1) continue
      if ((inBlocks.get(orderName(...key)) ?? 0) > value.energy)
        return `book ${key}: ${value.energy} traded, and more than that in blocks`
      const sum = sums.get(orderName(...key))
      // Where there is nobody left the interval is over.
      if (!sum || isFolding(state, key[0], key[1])) continue
      const { bought, sold, earned } = sum
      if (bought !== value.energy || sold !== value.energy || earned !== value.value)
        return `book ${key}: ${value.energy} traded, ${bought} bought, ${sold} sold; ${earned} earned of ${value.value}`
    }
    return undefined
  },
}

/** Whether positions of this book have begun to be folded: who traded first is still there until the very last. */
const isFolding = (state: Reading, kind: number, interval: number): boolean =>
  state.get(books, [kind, interval])!.folding

const indexesAgree: Invariant = {
  name: 'orders, what their owners have, and levels tell the same',
  check(state) {
    const rebuilt = new Map<string, { energy: number; orders: number }>()
    const known = new Map<string, number>()
    const traders = new Map<string, number>()
    for (const { key, value } of state.each(orders)) {
      const [kind, interval, side, pocket, traits, rank, place] = key
      const at = orderName(kind, interval, side, rank, pocket)
      const level = rebuilt.get(at) ?? { energy: 0, orders: 0 }
      rebuilt.set(at, { energy: level.energy + value.rest, orders: level.orders + 1 })
      known.set(
        orderName(kind, interval, place, value.owner, side, pocket, traits, priceAt(side as 0 | 1, rank)),
        value.rest,
      )
      if (value.rest < 1) return `order ${key} waits for nothing`
      if (!state.get(books, [kind, interval])) return `order ${key} stands in no book`
    }
    for (const { key, value } of state.each(waiting)) {
      if (value.terms === null) continue
      const held = state.get(holdings, [accountOfOwner(value.owner), key[0], key[1]])
      const order = held?.orders.find(({ place }) => place === value.place)
      if (order?.rest !== value.rest) return `what waits as ${key} is not its owner’s`
      const { side, pocket, traits, price, place } = order
      known.set(orderName(key[0], key[1], place, value.owner, side, pocket, traits, price), value.rest)
    }
    for (const { key, value } of state.each(levels)) {
      const found = rebuilt.get(orderName(...key))
      if (found?.energy !== value.energy || found.orders !== value.orders)
        return `level ${key} says ${value.energy} of ${value.orders}, and ${found?.energy} of ${found?.orders} stand`
      rebuilt.delete(orderName(...key))
    }
    for (const name of rebuilt.keys()) return `no level for ${name}`
    for (const { key, value } of state.each(holdings)) {
      if (value.orders.length === 0 && value.bought === 0 && value.sold === 0)
        return `an empty holding ${key}`
      if (value.bought + value.sold > 0)
        traders.set(orderName(key[1], key[2]), (traders.get(orderName(key[1], key[2])) ?? 0) + 1)
      for (const { place, side, pocket, traits, price, rest, matched } of value.orders) {
        if (rest === 0 && matched === 0) return `order ${place} of ${key} is over and still there`
        if (rest === 0) continue
        const name = orderName(key[1], key[2], place, ownerOf(key[0]), side, pocket, traits, price)
        if (known.get(name) !== rest) return `order ${name} of ${rest} stands with ${known.get(name)}`
        known.delete(name)
      }
    }
    for (const name of known.keys()) return `nobody has order ${name}`
    for (const { key, value } of state.each(books)) {
      let found = 0
      for (let trader = value.trader; trader; found++)
        trader = state.get(holdings, [trader, key[0], key[1]])!.trader
      if (found !== (traders.get(orderName(...key)) ?? 0))
        return `of book ${key} ${found} who traded are known`
    }
    return undefined
  },
}

const notCrossed: Invariant = {
  name: 'no bid meets an offer that it could have',
  check(state, genesis) {
    // In a call all wait for the gate, and those who pay too little for it beside those who pay enough.
    if (paramsOf(state, bookParams).mechanism !== 'cda') return undefined
    for (const { key, value } of state.each(books)) {
      const [kind, interval] = key
      // What is not through yet may cross; it goes on before anything newer.
      if (state.get(unsettled, [kind, interval]) || sharesFreed(state, { kind, interval })) continue
      const bid = state.first(levels, [kind, interval, BUY])
      const ask = state.first(levels, [kind, interval, SELL])
      if (!bid || !ask || priceAt(SELL, ask.key[3]) > priceAt(BUY, bid.key[3])) continue
      const grid = gridOf(state, genesis, { kind, interval }, value)
      const standing = (side: Side) => [...state.each(orders, [kind, interval, side])].map(standingOrder)
      const asks = standing(SELL)
      for (const buy of standing(BUY))
        for (const sell of asks)
          if (
            sell.price + grid.fee(sell.pocket, buy.pocket) <= buy.price &&
            agree(grid, buy, sell) &&
            grid.carries(buy.pocket, sell.pocket, 1) > 0
          )
            return `in book ${key} order ${buy.place} bids ${buy.price}, ${sell.place} asks ${sell.price}`
    }
    return undefined
  },
}

const linesHold: Invariant = {
  name: 'nothing that was sold, whichever provisional matches come to be, exceeds a line',
  check(state, genesis) {
    const intervals = new Set<number>()
    for (const { key } of state.each(flows)) intervals.add(key[0])
    for (const { key } of state.each(keptRoom)) intervals.add(key[0])
    for (const interval of intervals) {
      const wire = overloadedWire(state, genesis, interval)
      if (wire !== undefined) return `in interval ${interval} wire ${wire} bears more than it may`
    }
    return undefined
  },
}

const matchesAgree: Invariant = {
  name: 'what orders have in provisional matches is what there are',
  check(state) {
    const found = new Map<string, number>()
    const count = (kind: number, interval: number, owner: string, place: number, energy: number) => {
      const name = orderName(kind, interval, owner, place)
      found.set(name, (found.get(name) ?? 0) + energy)
    }
    for (const { key, value } of state.each(matches)) {
      const [kind, interval, number] = key
      if (number > (state.get(books, [kind, interval])?.matches ?? 0)) return `match ${key} is of no book`
      count(kind, interval, value.buyer, value.buy, value.energy)
      count(kind, interval, value.seller, value.sell, value.energy)
    }
    for (const { key, value } of state.each(holdings))
      for (const { place, matched } of value.orders)
        if (matched > 0) count(key[1], key[2], ownerOf(key[0]), place, -matched)
    if (found.size === 0 && state.first(keptRoom, [])) return 'room is kept for a match that there is not'
    for (const [name, energy] of found)
      if (energy !== 0) return `order ${name} lacks ${energy} of its matches`
    return undefined
  },
}

export const invariants = [matchesAgree, ordersAreCovered, soldIsBought, indexesAgree, notCrossed, linesHold]
