// The calls as plainly as they can be said: lists sorted anew, energy by the Wh.
import type { Lines } from '../engine/lines.testing.ts'

export interface Plain {
  readonly place: number
  readonly owner: number
  readonly side: 'buy' | 'sell'
  readonly price: number
  readonly pocket: number
  rest: number
}

export interface Told {
  readonly buy: number
  readonly sell: number
  readonly price: number
  readonly energy: number
}

const sided = (orders: readonly Plain[], side: 'buy' | 'sell', cost: (order: Plain) => number) =>
  orders
    .filter(order => order.side === side && order.rest > 0)
    .sort((a, b) => cost(a) - cost(b) || a.place - b.place)

export function slowClear(orders: readonly Plain[], fee: number): Told[] {
  const bids = sided(orders, 'buy', ({ price }) => -price)
  const asks = sided(orders, 'sell', ({ price }) => price)
  const total = (some: readonly Plain[]) => some.reduce((sum, { rest }) => sum + rest, 0)
  // Of all prices, what the one trades at which most is traded.
  const prices = orders.flatMap(({ price }) => [price, price - fee])
  const volumes = prices.map(price =>
    Math.min(
      total(bids.filter(bid => bid.price - fee >= price)),
      total(asks.filter(ask => ask.price <= price)),
    ),
  )
  const volume = Math.max(0, ...volumes)
  if (volume === 0) return []
  const filled = (side: readonly Plain[]) => {
    let left = volume
    return side.map(order => {
      const energy = Math.min(left, order.rest)
      left -= energy
      return { order, energy }
    })
  }
  const [bought, sold] = [filled(bids), filled(asks)]
  const marginalBid = Math.min(
    ...bought.filter(({ energy }) => energy > 0).map(({ order }) => order.price - fee),
  )
  const marginalAsk = Math.max(...sold.filter(({ energy }) => energy > 0).map(({ order }) => order.price))
  const isUnfilled = ({ order, energy }: { order: Plain; energy: number }) => energy < order.rest
  const unfilledBid = Math.max(...bought.filter(isUnfilled).map(({ order }) => order.price - fee))
  const unfilledAsk = Math.min(...sold.filter(isUnfilled).map(({ order }) => order.price))
  const price = Math.floor((Math.max(marginalAsk, unfilledBid) + Math.min(marginalBid, unfilledAsk)) / 2)
  // Every Wh bought beside every Wh sold.
  const units = (side: readonly { order: Plain; energy: number }[]) =>
    side.flatMap(({ order, energy }) => Array<Plain>(energy).fill(order))
  const sellers = units(sold)
  const trades: Told[] = []
  units(bought).forEach((buyer, i) => {
    const seller = sellers[i]!
    if (buyer.owner === seller.owner) return
    buyer.rest -= 1
    seller.rest -= 1
    const last = trades.at(-1)
    if (last?.buy === buyer.place && last.sell === seller.place)
      trades[trades.length - 1] = { ...last, energy: last.energy + 1 }
    else trades.push({ buy: buyer.place, sell: seller.place, price, energy: 1 })
  })
  return trades
}

export function slowBid(orders: readonly Plain[], lines: Lines): Told[] {
  const trades: Told[] = []
  for (let next = pair(orders, lines); next; next = pair(orders, lines)) {
    const { bid, ask, energy } = next
    lines.took(bid.pocket, ask.pocket, energy)
    bid.rest -= energy
    ask.rest -= energy
    const price = bid.price - lines.fee(ask.pocket, bid.pocket)
    trades.push({ buy: bid.place, sell: ask.place, price, energy })
  }
  return trades
}

function pair(orders: readonly Plain[], lines: Lines) {
  for (const bid of sided(orders, 'buy', ({ price }) => -price)) {
    const cost = (ask: Plain) => ask.price + lines.fee(ask.pocket, bid.pocket)
    for (const ask of sided(orders, 'sell', cost)) {
      const energy = lines.carries(bid.pocket, ask.pocket, Math.min(bid.rest, ask.rest))
      if (ask.owner !== bid.owner && cost(ask) <= bid.price && energy > 0) return { bid, ask, energy }
    }
  }
  return undefined
}
