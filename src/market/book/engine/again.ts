// Freed capacity: which resting order is offered again first. It is the oldest that can trade with an older one: of all
// pairs that cross and can be carried, that whose newer order is oldest.
//
// At one price the oldest order is the one to look at, so this costs price levels, not orders. NAMED orders are looked
// at one by one.
import { sub } from '../../../bytes/integer.ts'
import { agree, opposite, traitsAgree } from './agree.ts'
import type { Grid, Lane, Order, Pair, Shelf } from './ports.ts'

/** The newer order of the pair to trade next between these pockets. */
export function nextBetween<O extends Order>(
  shelf: Shelf<O>,
  grid: Grid,
  { buy, sell }: Pair,
): O | undefined {
  const fee = grid.fee(sell, buy)
  let found: O | undefined
  for (const bids of shelf.open('buy')) {
    if (bids.pocket !== buy) continue
    for (const asks of shelf.open('sell'))
      if (asks.pocket === sell && traitsAgree(grid, bids, asks)) found = nextOfLanes(bids, asks, fee, found)
  }
  for (const side of ['buy', 'sell'] as const)
    for (const order of shelf.narrow(side, side === 'buy' ? buy : sell))
      for (const owner of order.names ?? [])
        for (const other of shelf.of(owner, opposite(side))) {
          const [bid, ask] = side === 'buy' ? [order, other] : [other, order]
          if (
            bid.pocket === buy &&
            ask.pocket === sell &&
            agree(grid, bid, ask) &&
            ask.price <= sub(bid.price, fee)
          )
            found = older(found, newer(bid, ask))
        }
  return found
}

const newer = <O extends Order>(a: O, b: O): O => (a.place > b.place ? a : b)
const older = <O extends Order>(a: O | undefined, b: O): O => (a && a.place < b.place ? a : b)

function nextOfLanes<O extends Order>(
  bids: Lane<O>,
  asks: Lane<O>,
  fee: number,
  than: O | undefined,
): O | undefined {
  const bestBid = bids.level()
  const bestAsk = asks.level()
  if (!bestBid || !bestAsk || bestAsk.price > sub(bestBid.price, fee)) return than
  // The oldest order of every level that crosses, best price first.
  const crossing: O[] = []
  for (
    let bid: O | undefined = bestBid;
    bid && bestAsk.price <= sub(bid.price, fee);
    bid = bids.level(bid.price)
  )
    crossing.push(bid)
  const taken: O[] = []
  let found = than
  let ask: O | undefined = bestAsk
  let oldest = bestAsk
  // From the worst bid to the best: each crosses with all asks that the one before does, and perhaps with more.
  for (let i = crossing.length - 1; i >= 0; i--) {
    const bid = crossing[i]!
    for (; ask && ask.price <= bid.price - fee; ask = asks.level(ask.price)) {
      taken.push(ask)
      oldest = older(oldest, ask)
    }
    if (bid.owner !== oldest.owner) found = older(found, newer(bid, oldest))
    else found = besideOwn(bids, bid, asks, taken, oldest, found)
  }
  return found
}

/** The oldest of a level of bids and the oldest ask that crosses it are of one owner: one of them gives way to another. */
function besideOwn<O extends Order>(
  bids: Lane<O>,
  bid: O,
  asks: Lane<O>,
  taken: readonly O[],
  oldest: O,
  than: O | undefined,
): O | undefined {
  let found = than
  const otherBid = bids.other(bid)
  if (otherBid) found = older(found, newer(otherBid, oldest))
  for (const ask of taken) {
    const otherAsk = ask.owner === bid.owner ? asks.other(ask) : ask
    if (otherAsk) found = older(found, newer(bid, otherAsk))
  }
  return found
}
