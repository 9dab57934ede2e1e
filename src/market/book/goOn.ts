// What a deed leaves for later. What one order’s share of work did not suffice for goes on before anything newer in that
// book: right after the batch, paid from the share that hooks have, and in the blocks after as long as it takes. And a
// match that its taker may think over lapses where nobody has confirmed it.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Context, DueHook } from '../../chain/module.ts'
import { keyU32 } from '../../chain/table.ts'
import { type BookName, bookOf } from './books.ts'
import { LAPSE_WORK } from './hesitation.ts'
import { lengthOf } from './product.ts'
import { BOOK, matches } from './records.ts'
import { Session } from './session.ts'
import { bookIn, bookSubject, SUBJECT_BYTES, writeBook } from './subject.ts'
import { goesOn, pay } from './work.ts'

export const goOn: DueHook = {
  module: BOOK,
  id: 5,
  name: 'go-on',
  run(context, subject) {
    const name = bookIn(subject)
    // Its gate may have come first.
    if (!bookOf(context, name)) return undefined
    const session = new Session(context, name)
    const settled = session.goOn(context)
    session.finish()
    remember(context, session)
    return settled ? undefined : goesOn
  },
}

export const lapseMatch: DueHook = {
  module: BOOK,
  id: 6,
  name: 'lapse-match',
  run(context, subject) {
    const name = bookIn(subject)
    const number = keyU32.take(subject, SUBJECT_BYTES)
    // It may be a trade by now.
    if (!context.get(matches, [name.kind, name.interval, number])) return undefined
    const session = new Session(context, name)
    session.lapse(number)
    finish(context, session)
    pay(context, LAPSE_WORK * lengthOf(name.kind))
    return undefined
  },
}

/** Writes a session down, and sees to it that what is left over goes on. */
export function finish(context: Context, session: Session): void {
  if (session.finish()) context.schedule(goOn, context.slot + 1, bookSubject(session.desk.name))
  remember(context, session)
}

/** Matches that the session made lapse in their time. */
function remember(context: Context, { desk }: Session): void {
  for (const { number, until } of desk.held)
    context.schedule(lapseMatch, until + 1, matchSubject(desk.name, number))
}

function matchSubject(name: BookName, match: number): Bytes {
  const subject = writeBook(new Uint8Array(SUBJECT_BYTES + 4), name)
  keyU32.put(subject, SUBJECT_BYTES, match)
  return subject
}
