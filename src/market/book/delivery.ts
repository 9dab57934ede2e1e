// The interval is over. Until there is somebody who settles what meters say, whoever sold energy has its deposit back.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Context, DueHook } from '../../chain/module.ts'
import { hold } from '../accounts/money.ts'
import type { BookName } from './books.ts'
import { released } from './events.ts'
import { ELECTRICITY } from './lines.ts'
import { BOOK, books, flows, holdings, MAX_PAST, past } from './records.ts'
import { bookIn } from './subject.ts'
import { goesOn, pay } from './work.ts'

/** What folding one position costs of a block's share. */
const FOLD_WORK = 4

export const delivered: DueHook = {
  module: BOOK,
  id: 3,
  name: 'delivered',
  run(context, subject) {
    const name = bookIn(subject)
    const key = [name.kind, name.interval] as const
    for (;;) {
      const book = context.get(books, key)!
      if (!book.trader) break
      context.put(books, key, { ...book, folding: true, trader: fold(context, name, book.trader) })
      if (!pay(context, FOLD_WORK)) return goesOn
    }
    if (name.kind !== ELECTRICITY) return undefined
    for (const { key } of context.each(flows, [name.interval])) {
      context.delete(flows, key)
      if (!pay(context, 1)) return goesOn
    }
    return undefined
  },
}

/** Ends what an account has in a book whose interval is over; gives who had traded there before it. */
function fold(context: Context, name: BookName, account: Bytes): Bytes | null {
  const { kind, interval } = name
  const { bought, sold, paid, earned, deposit, trader } = context.get(holdings, [account, kind, interval])!
  if (deposit > 0) {
    hold(context, account, { free: deposit, held: -deposit })
    context.emit(released, { ...name, account, deposit })
  }
  const before = context.get(past, [account]) ?? []
  const line = { kind, interval, bought, sold, paid, earned }
  context.put(past, [account], [...before.slice(1 - MAX_PAST), line])
  context.delete(holdings, [account, kind, interval])
  return trader
}
