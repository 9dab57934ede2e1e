// Whom orders may meet. Preferences narrow what may match; among what may, price and time alone decide.
import { type Grid, LOCAL, NAMED, type Order, type Owner, type Side, SOLAR } from './ports.ts'

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy')

/** Whether the open traits of a buyer and a seller allow a match: the same for all orders of two lanes. */
export const traitsAgree = (grid: Grid, buy: Standing, sell: Standing): boolean =>
  ((buy.traits | sell.traits) & (SOLAR | LOCAL)) === 0 ||
  (((buy.traits & SOLAR) === 0 || (sell.traits & SOLAR) !== 0) &&
    (((buy.traits | sell.traits) & LOCAL) === 0 || grid.local(buy.pocket, sell.pocket)))

/** An order, or all orders of a lane. */
interface Standing {
  readonly traits: number
  readonly pocket: number
}

export const names = (order: Order, owner: Owner): boolean => order.names?.includes(owner) ?? false

const accepts = (order: Order, owner: Owner) => (order.traits & NAMED) === 0 || names(order, owner)

/** Whether two orders may ever trade with each other, whatever their prices. Own orders may not. */
export const agree = (grid: Grid, buy: Order, sell: Order): boolean =>
  buy.owner !== sell.owner &&
  traitsAgree(grid, buy, sell) &&
  accepts(buy, sell.owner) &&
  accepts(sell, buy.owner)
