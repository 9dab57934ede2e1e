// Freed capacity: which resting order is offered again first. It is the oldest that can trade with an older one: of all
// pairs that cross and can be carried, that whose newer order is oldest.
//
// At one price the oldest order is the one to look at, so this costs price levels, not orders. NAMED orders are looked
// at one by one.
import { sub } from '../../../bytes/integer.ts'
import { agree, opposite, traitsAgree } from './agree.ts'
import type { Grid, Lane, Order, Owner, Pair, Shelf, Side } from './ports.ts'

/** A lane with the oldest order of each level, the best first, as far as it was read. */
class Levels<O extends Order> {
  readonly lane: Lane<O>
  readonly #read: (O | undefined)[] = []

  constructor(lane: Lane<O>) {
    this.lane = lane
  }

  at(level: number): O | undefined {
    const read = this.#read
    while (read.length <= level) {
      const last = read.at(-1)
      read.push(last ? this.lane.level(last.price) : read.length === 0 ? this.lane.level() : undefined)
    }
    return read[level]
  }
}

/** What stands where, each of it read once however many pairs of pockets ask: nothing changes meanwhile. */
export class Around<O extends Order> {
  readonly #shelf: Shelf<O>
  readonly #open = new Map<Side, Map<number, Levels<O>[]>>()
  readonly #narrow = new Map<Side, Map<number, readonly O[]>>()
  readonly #of = new Map<Side, Map<Owner, readonly O[]>>()

  constructor(shelf: Shelf<O>) {
    this.#shelf = shelf
  }

  open(side: Side, pocket: number): readonly Levels<O>[] {
    let pockets = this.#open.get(side)
    if (!pockets) {
      pockets = new Map()
      this.#open.set(side, pockets)
      for (const lane of this.#shelf.open(side)) {
        const lanes = pockets.get(lane.pocket)
        if (lanes) lanes.push(new Levels(lane))
        else pockets.set(lane.pocket, [new Levels(lane)])
      }
    }
    return pockets.get(pocket) ?? []
  }

  narrow(side: Side, pocket: number): readonly O[] {
    return once(this.#narrow, side, pocket, () => [...this.#shelf.narrow(side, pocket)])
  }

  of(owner: Owner, side: Side): readonly O[] {
    return once(this.#of, side, owner, () => this.#shelf.of(owner, side))
  }
}

function once<K, V>(known: Map<Side, Map<K, V>>, side: Side, key: K, read: () => V): V {
  let ofSide = known.get(side)
  if (!ofSide) known.set(side, (ofSide = new Map()))
  let found = ofSide.get(key)
  if (found === undefined) ofSide.set(key, (found = read()))
  return found
}

/** The newer order of the pair to trade next between these pockets. */
export function nextBetween<O extends Order>(
  around: Around<O>,
  grid: Grid,
  { buy, sell }: Pair,
): O | undefined {
  const fee = grid.fee(sell, buy)
  let found: O | undefined
  for (const bids of around.open('buy', buy))
    for (const asks of around.open('sell', sell))
      if (traitsAgree(grid, bids.lane, asks.lane)) found = nextOfLanes(bids, asks, fee, found)
  for (const side of ['buy', 'sell'] as const)
    for (const order of around.narrow(side, side === 'buy' ? buy : sell))
      for (const owner of order.names ?? [])
        for (const other of around.of(owner, opposite(side))) {
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
  bids: Levels<O>,
  asks: Levels<O>,
  fee: number,
  than: O | undefined,
): O | undefined {
  const bestBid = bids.at(0)
  const bestAsk = asks.at(0)
  if (!bestBid || !bestAsk || bestAsk.price > sub(bestBid.price, fee)) return than
  // The oldest order of every level that crosses, best price first.
  const crossing: O[] = []
  for (let bid: O | undefined = bestBid; bid && bestAsk.price <= sub(bid.price, fee); )
    bid = bids.at(crossing.push(bid))
  const taken: O[] = []
  let found = than
  let ask: O | undefined = bestAsk
  let oldest = bestAsk
  // From the worst bid to the best: each crosses with all asks that the one before does, and perhaps with more.
  for (let i = crossing.length - 1; i >= 0; i--) {
    const bid = crossing[i]!
    for (; ask && ask.price <= bid.price - fee; ask = asks.at(taken.length)) {
      taken.push(ask)
      oldest = older(oldest, ask)
    }
    if (bid.owner !== oldest.owner) found = older(found, newer(bid, oldest))
    else found = besideOwn(bids.lane, bid, asks.lane, taken, oldest, found)
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
