// One's own orders and trades: as the newest block has them, and whether that is confirmed.
import { lengthOf } from '../../market/book/product.ts'
import type { Holding } from '../../market/book/records.ts'
import { BUY, type Side } from './ticket.ts'

export type Held = Holding & { readonly kind: number; readonly interval: number }

export interface OwnOrder {
  readonly kind: number
  readonly interval: number
  /** How many intervals it is for, and the energy of all of them. */
  readonly length: number
  readonly number: number
  readonly side: Side
  readonly price: number
  readonly energy: number
  readonly confirmed: boolean
}

export interface OwnTrade {
  readonly kind: number
  readonly interval: number
  readonly number: number
  readonly slot: number
  readonly side: Side
  /** What a kWh cost its buyer, or brought its seller. */
  readonly price: number
  readonly energy: number
  /** Micro-credits. */
  readonly sum: number
  readonly confirmed: boolean
}

export interface Mine {
  /** Those that are delivered first, first. */
  readonly orders: readonly OwnOrder[]
  /** The newest first. */
  readonly trades: readonly OwnTrade[]
}

export function mineOf(final: readonly Held[], head: readonly Held[]): Mine {
  const sure = new Set<string>()
  for (const held of final) {
    for (const { place, rest } of held.orders) sure.add(orderName(held, place, rest))
    for (const { trade } of held.recent) sure.add(tradeName(held, trade))
  }
  const orders: OwnOrder[] = []
  const trades: OwnTrade[] = []
  for (const held of head) {
    const { kind, interval } = held
    const length = lengthOf(kind)
    for (const { place, side, price, rest } of held.orders) {
      // All of it is in matches that wait to be confirmed.
      if (rest === 0) continue
      orders.push({
        ...{ kind, interval, length, number: place, side, price, energy: rest * length },
        // What is left of it is what is not sure.
        confirmed: sure.has(orderName(held, place, rest)),
      })
    }
    for (const { trade, slot, side, price, fee, energy } of held.recent) {
      const paid = side === BUY ? price + fee : price
      trades.push({
        ...{ kind, interval, number: trade, slot, side, price: paid, energy, sum: paid * energy },
        confirmed: sure.has(tradeName(held, trade)),
      })
    }
  }
  orders.sort((a, b) => a.interval - b.interval || a.kind - b.kind || a.number - b.number)
  trades.sort((a, b) => b.slot - a.slot || b.interval - a.interval || b.number - a.number)
  return { orders, trades }
}

type Name = Pick<Held, 'kind' | 'interval'>
const orderName = ({ kind, interval }: Name, place: number, rest: number): string =>
  `order ${kind} ${interval} ${place} ${rest}`
const tradeName = ({ kind, interval }: Name, trade: number): string => `trade ${kind} ${interval} ${trade}`
