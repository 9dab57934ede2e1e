// Matches of one's own that wait to be confirmed by who took the offer; and what became of those that are gone.
import { energyKindOf, lengthOf } from '../../market/book/product.ts'
import type { Match } from '../../market/book/records.ts'
import type { Held } from './mine.ts'
import type { Side } from './ticket.ts'

/** As the ledger answers. */
export interface PendingEntry {
  readonly kind: number
  readonly interval: number
  readonly number: number
  readonly match: Match
}

export interface Pending {
  readonly kind: number
  readonly interval: number
  readonly number: number
  /** One's own order in it, and its side. */
  readonly order: number
  readonly side: Side
  /** What its owner gave it to know it by. */
  readonly tag: number
  /** Whether it is one's own to confirm. */
  readonly isTaker: boolean
  readonly price: number
  readonly fee: number
  /** In each of so many intervals. */
  readonly energy: number
  readonly length: number
  /** The last slot to confirm it in. */
  readonly until: number
  /** The newest own trade in that book when this was first seen. */
  readonly after: number
}

export interface Lapse
  extends Pick<Pending, 'kind' | 'interval' | 'number' | 'isTaker' | 'side' | 'energy' | 'length'> {
  /** The resting order waits again at its place. */
  readonly again: boolean
}

/** All-in, in micro-credits. */
export const paysOf = ({ price, fee, energy, length }: Sums): number => (price + fee) * energy * length
export const getsOf = ({ price, energy, length }: Sums): number => price * energy * length
type Sums = Pick<Pending, 'price' | 'fee' | 'energy' | 'length'>

type Name = Pick<Pending, 'kind' | 'interval' | 'number'>
export const nameOf = ({ kind, interval, number }: Name): string => `${kind} ${interval} ${number}`
const heldIn = (held: readonly Held[], { kind, interval }: Name): Held | undefined =>
  held.find(each => each.kind === kind && each.interval === interval)
/** What a block has traded is written down in the book of each interval. */
const recentIn = (held: readonly Held[], { kind, interval, number }: Name): Held['recent'] =>
  heldIn(held, { kind: energyKindOf(kind), interval, number })?.recent ?? []

/** Which of the two orders is one's own, that says who has such an order. */
export function pendingOf(
  entries: readonly PendingEntry[],
  held: readonly Held[],
  before: readonly Pending[],
): Pending[] {
  const known = new Map(before.map(each => [nameOf(each), each]))
  return entries.flatMap(entry => {
    const { kind, interval, number, match } = entry
    const own = heldIn(held, entry)
    const order = own?.orders.find(({ place }) => place === match.buy || place === match.sell)
    if (!own || !order) return []
    const { price, fee, energy, until, taker } = match
    const { side, tag } = order
    const after =
      known.get(nameOf(entry))?.after ?? Math.max(0, ...recentIn(held, entry).map(({ trade }) => trade))
    return [
      {
        ...{ kind, interval, number, order: order.place, side, tag, isTaker: side === taker },
        ...{ price, fee, energy, length: lengthOf(kind), until, after },
      },
    ]
  })
}

/** Of those that were there before and are gone in this slot: what nobody confirmed in time. Confirmed, it left a trade. */
export function lapsesOf(
  before: readonly Pending[],
  now: readonly Pending[],
  held: readonly Held[],
  slot: number,
): Lapse[] {
  const still = new Set(now.map(nameOf))
  const used = new Set<string>()
  return before.flatMap(each => {
    if (still.has(nameOf(each))) return []
    const { kind, interval, number, isTaker, side, energy, length } = each
    const own = heldIn(held, each)
    const traded = recentIn(held, each).find(
      ({ trade, ...made }) =>
        trade > each.after &&
        made.side === side &&
        made.price === each.price &&
        made.fee === each.fee &&
        made.energy === energy &&
        !used.has(`${kind} ${interval} ${trade}`),
    )
    if (traded) used.add(`${kind} ${interval} ${traded.trade}`)
    if (traded || slot <= each.until) return []
    const order = own?.orders.find(({ place }) => place === each.order)
    return [
      { kind, interval, number, isTaker, side, energy, length, again: !isTaker && (order?.rest ?? 0) > 0 },
    ]
  })
}
