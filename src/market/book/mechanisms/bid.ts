// `bid`: a call in which everybody pays what they bid. The highest bid meets the cheapest offer, fees on the path
// included; of equal ones the oldest. Pairs that the lines cannot carry, and own orders, are passed over; when a trade
// makes room on a line, those that waited for it have their turn again.
import { sub } from '../../../bytes/integer.ts'
import { traitsAgree } from '../engine/agree.ts'
import type { Clerk, Grid, Lane, Order, Owner, Pair, Shelf } from '../engine/ports.ts'
import { keepRest } from './rest.ts'

/** A price that every order is better than, and a place that comes after all. */
const WORST = Number.MIN_SAFE_INTEGER
const AFTER_ALL = Number.MAX_SAFE_INTEGER

/** Where the bids of one lane have got to. */
interface Front<O extends Order> {
  readonly lane: Lane<O>
  head: O | undefined
  /** Whose better bids in this lane found nothing. */
  passed: Owner | undefined
}

interface Offer<O extends Order> {
  readonly sell: O
  readonly fee: number
  readonly energy: number
}

/** Makes so many trades at most. Gives the steps left: where it is 0, there may be more, and the next call goes on. */
export function bid<O extends Order>(shelf: Shelf<O>, grid: Grid, clerk: Clerk<O>, steps: number): number {
  const fronts = shelf.open('buy').map(lane => front(lane))
  const offers = shelf.open('sell')
  let left = steps
  for (let next = highest(fronts); next && left > 0; next = highest(fronts)) {
    const buy = next.head!
    const offer = cheapest(grid, offers, buy)
    if (!offer) {
      pass(next)
      continue
    }
    left -= 1
    const opened = trade(shelf, grid, clerk, buy, offer)
    next.head = shelf.find(buy.place) ?? following(next)
    for (const each of fronts) if (opened.some(pair => pair.buy === each.lane.pocket)) reopen(each)
  }
  return left
}

const front = <O extends Order>(lane: Lane<O>): Front<O> => ({ lane, head: lane.level(), passed: undefined })

function reopen<O extends Order>(front: Front<O>): void {
  front.head = front.lane.level()
  front.passed = undefined
}

/**
 * A bid that finds nothing speaks for all that come after it in its lane, but where they may take offers of its owner;
 * a second one, of another owner, speaks for those too. So no lane costs more than two bids that find nothing.
 */
function pass<O extends Order>(front: Front<O>): void {
  const { owner } = front.head!
  if (front.passed !== undefined) front.head = undefined
  else {
    front.passed = owner
    front.head = following(front)
  }
}

/** The best bid of a lane that may still find something. */
function following<O extends Order>({ lane, passed }: Front<O>): O | undefined {
  const best = lane.level()
  if (passed === undefined || best === undefined || best.owner !== passed) return best
  return lane.first({ ...plain(best), place: AFTER_ALL }, WORST)
}

function highest<O extends Order>(fronts: readonly Front<O>[]): Front<O> | undefined {
  let found: Front<O> | undefined
  for (const front of fronts) {
    const { head } = front
    if (head && (!found || before(head, found.head!))) found = front
  }
  return found
}

const before = (a: Order, b: Order): boolean =>
  a.price > b.price || (a.price === b.price && a.place < b.place)

/** The cheapest offer that this bid can meet, by what it costs with its path, and how much of it. */
function cheapest<O extends Order>(grid: Grid, lanes: readonly Lane<O>[], buy: O): Offer<O> | undefined {
  const seeker = { ...plain(buy), place: AFTER_ALL }
  let found: Offer<O> | undefined
  for (const lane of lanes) {
    if (!traitsAgree(grid, buy, lane)) continue
    const fee = grid.fee(lane.pocket, buy.pocket)
    const sell = lane.first(seeker, sub(buy.price, fee))
    if (!sell) continue
    const cost = sell.price + fee - (found ? found.sell.price + found.fee : 0)
    if (found && (cost > 0 || (cost === 0 && sell.place > found.sell.place))) continue
    const energy = grid.carries(buy.pocket, lane.pocket, Math.min(buy.rest, sell.rest))
    if (energy > 0) found = { sell, fee, energy }
  }
  return found
}

/** What lanes look at of a seeker. */
const plain = ({ owner, side, price, rest, pocket, traits }: Order) => ({
  owner,
  side,
  price,
  rest,
  pocket,
  traits,
})

function trade<O extends Order>(
  shelf: Shelf<O>,
  grid: Grid,
  clerk: Clerk<O>,
  buy: O,
  { sell, fee, energy }: Offer<O>,
): readonly Pair[] {
  const [buyRest, sellRest] = [buy.rest - energy, sell.rest - energy]
  const opened = grid.took(buy.pocket, sell.pocket, energy)
  keepRest(shelf, buy, buyRest)
  keepRest(shelf, sell, sellRest)
  const older = buy.place < sell.place ? 'buy' : 'sell'
  clerk.traded({ buy, sell, buyRest, sellRest, energy, price: sub(buy.price, fee), fee, older })
  return opened
}
