// A connection carries so much in every interval: what its account has agreed to there, and all that it still asks for on
// one side, in the book of that interval and in blocks that cover it.
import { add, sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Reading } from '../../chain/store.ts'
import { lastOf } from './books.ts'
import type { Desk } from './desk.ts'
import { accountOfOwner, type Owner } from './owner.ts'
import { energyOf } from './points.ts'
import { blockOf, energyKindOf, lengthOf } from './product.ts'
import { BUY, type Holding, holdings, type Point, type Side } from './records.ts'

/** Why the connection does not carry so much more on this side; undefined where it does. */
export function refusalOfCapacity(
  desk: Desk,
  owner: Owner,
  point: Point,
  side: Side,
  energy: number,
): Refusal | undefined {
  const most = energyOf(desk.context.genesis, side === BUY ? point.importW : point.exportW)
  for (const load of loadsOf(desk, owner, side)) {
    const wanted = add(energy, load)
    if (wanted > most) return refuse('book/capacity', wanted, most)
  }
  return undefined
}

type Held = Pick<Holding, 'orders' | 'bought' | 'sold'>

const positionOf = ({ bought, sold }: Held, side: Side): number =>
  side === BUY ? sub(bought, sold) : sub(sold, bought)

function askedFor({ orders }: Held, side: Side): number {
  let sum = 0
  for (const order of orders) if (order.side === side) sum = add(sum, add(order.rest, order.matched))
  return sum
}

/** In each interval of the desk's book. */
function loadsOf(desk: Desk, owner: Owner, side: Side): number[] {
  const { context, name, params } = desk
  const { kind, interval } = name
  const stand = desk.stand(owner)
  // Blocks have no position of their own: it is in the books of their intervals.
  const own = add(askedFor(stand, side), positionOf(stand, side))
  const loads = Array.from({ length: lengthOf(kind) }, () => own)
  if (params.blocks.length === 0) return loads
  const account = accountOfOwner(owner)
  const last = lastOf(name)
  for (const length of [1, ...params.blocks]) {
    const other = blockOf(energyKindOf(kind), length)
    const from = interval - length + 1
    for (const [first, held] of heldFrom(context, [account, other], from > 0 ? from : 0)) {
      if (first > last) break
      if (other === kind && first === interval) continue
      const load = add(askedFor(held, side), positionOf(held, side))
      for (let i = 0; i < loads.length; i++)
        if (first <= interval + i && interval + i < first + length) loads[i] = add(loads[i]!, load)
    }
  }
  return loads
}

function* heldFrom(
  state: Reading,
  begin: readonly [Uint8Array, number],
  from: number,
): Iterable<readonly [number, Held]> {
  let next = from === 0 ? state.first(holdings, begin) : state.after(holdings, [...begin, from - 1], begin)
  for (; next; next = state.after(holdings, next.key, begin)) yield [next.key[2], next.value]
}
