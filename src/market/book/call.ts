// The call at the gate, where genesis chose one: all that waits in the book is brought together at once, by
// `mechanisms/clear` or `mechanisms/bid`. It goes on in the next block where the share of work does not suffice; the
// gate has closed, so nothing changes meanwhile.
import { divFloor } from '../../bytes/integer.ts'
import type { HookContext } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { type BookName, staleSince } from './books.ts'
import { bid } from './mechanisms/bid.ts'
import { clear } from './mechanisms/clear.ts'
import { type Clearing, clearingOf, type Level } from './mechanisms/price.ts'
import { priceAt } from './rank.ts'
import { type Book, BUY, type Call, calls, levels, SELL, type Side } from './records.ts'
import type { Session } from './session.ts'
import { pay } from './work.ts'

/** What a pair costs of a block's share: it writes as much as two transfers. */
const PAIR_WORK = 2
/** So many prices are read for the work of one transfer. */
const PRICES_A_UNIT = 16

/** Whether the call is through. */
export function call(context: HookContext, session: Session): boolean {
  switch (session.desk.params.mechanism) {
    case 'cda':
      return true
    case 'clear':
      return callAtOnePrice(context, session)
    case 'bid':
      return callAtBids(context, session)
  }
}

/** While nothing becomes final nobody agrees to anything: what waits then settles with the supplier. */
const mayBegin = (context: HookContext): boolean => staleSince(context) === undefined

function callAtBids(context: HookContext, { desk, shelf, grid }: Session): boolean {
  if (desk.book.trades === 0 && !mayBegin(context)) return true
  const steps = context.genesis.maxTrades
  for (;;) {
    const left = bid(shelf, grid, desk, steps)
    const paid = pay(context, PAIR_WORK * (steps - left))
    if (left > 0) return true
    if (!paid) return false
  }
}

function callAtOnePrice(context: HookContext, { desk, shelf }: Session): boolean {
  const { kind, interval } = desk.name
  const key = [kind, interval] as const
  const found = context.get(calls, key) ?? find(context, desk.name, desk.book)
  if (!found) return true
  const { price, energy } = found
  let { left } = found
  const steps = context.genesis.maxTrades
  let paid = true
  while (left > 0 && paid) {
    left = clear(shelf, desk, desk.book.potFee + desk.book.fundFee, { price, energy: left }, steps).energy
    paid = pay(context, PAIR_WORK * steps)
  }
  context.put(calls, key, { price, energy, left })
  return left === 0
}

/** The price, from the sums of all prices: read and not written, so that as many as there are cost little. */
function find(context: HookContext, name: BookName, fees: Fees): Call | undefined {
  if (!mayBegin(context)) return undefined
  const { clearing, looked } = clearingNow(context, name, fees)
  pay(context, divFloor(looked, PRICES_A_UNIT))
  return clearing && { ...clearing, left: clearing.energy }
}

type Fees = Pick<Book, 'potFee' | 'fundFee'>

/** What a call would find now, and how many prices were looked at for that: those that cross. */
export function clearingNow(
  state: Reading,
  { kind, interval }: BookName,
  { potFee, fundFee }: Fees,
): { readonly clearing: Clearing | undefined; readonly looked: number } {
  let looked = 0
  function* of(side: Side): Iterable<Level> {
    for (const { key, value } of state.each(levels, [kind, interval, side])) {
      looked += 1
      yield { price: priceAt(side, key[3]), energy: value.energy }
    }
  }
  return { clearing: clearingOf(of(BUY), of(SELL), potFee + fundFee), looked }
}
