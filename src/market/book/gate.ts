// The gate of a book: what is not traded by then expires, and what stood behind it comes back.
import type { Context, Cursor, DueHook, HookContext } from '../../chain/module.ts'
import { type BookName, bookOf, lastOf, startOf } from './books.ts'
import { call } from './call.ts'
import { delivered } from './delivery.ts'
import { GATE } from './due.ts'
import { closed } from './events.ts'
import { lapseAll } from './hesitation.ts'
import { forget } from './history.ts'
import { bookParams } from './params.ts'
import { lengthOf } from './product.ts'
import { books, calls, orders } from './records.ts'
import { Session } from './session.ts'
import { bookIn, bookSubject } from './subject.ts'
import { goesOn, pay } from './work.ts'

/** What the end of an order costs of a block’s share: it writes as much as some transfers. */
const EXPIRY_WORK = 4

export const closeGate: DueHook = {
  ...GATE,
  run(context, subject): Cursor {
    const name = bookIn(subject)
    const session = new Session(context, name)
    session.desk.ending = 'expired'
    session.catchUp()
    // What came before the gate is matched before it, however long that takes.
    const through =
      session.goOn(context) &&
      call(context, session) &&
      lapseAll(context, session) &&
      expireAll(context, session)
    session.finish()
    if (!through) return goesOn
    end(context, name)
    return undefined
  },
}

/** Whether all have ended; as far as the share of work goes. */
function expireAll(context: HookContext, session: Session): boolean {
  const { kind, interval } = session.desk.name
  while (session.endFirst()) if (!pay(context, EXPIRY_WORK)) break
  return context.first(orders, [kind, interval]) === undefined
}

function end(context: Context, name: BookName): void {
  const { kind, interval } = name
  const { trades, energy, value, last } = bookOf(context, name)!
  context.emit(closed, { ...name, trades, energy, value, last })
  if (trades === 0) {
    context.delete(books, [kind, interval])
    context.delete(calls, [kind, interval])
    return
  }
  const { genesis } = context
  const { historyIntervals } = context.params(bookParams)
  const subject = bookSubject(name)
  // What a block has sold is delivered, and folded, interval by interval.
  if (lengthOf(kind) === 1) context.schedule(delivered, startOf(genesis, interval + 1), subject)
  context.schedule(forget, startOf(genesis, lastOf(name) + 1 + historyIntervals) + 1, subject)
}
