// What one order’s share of work did not suffice for goes on before anything newer in that book: right after the batch,
// paid from the share that hooks have, and in the blocks after as long as it takes.
import type { Context, DueHook } from '../../chain/module.ts'
import { bookOf } from './books.ts'
import { BOOK } from './records.ts'
import { Session } from './session.ts'
import { bookIn, bookSubject } from './subject.ts'
import { goesOn } from './work.ts'

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
    return settled ? undefined : goesOn
  },
}

/** Writes a session down, and sees to it that what is left over goes on. */
export function finish(context: Context, session: Session): void {
  if (session.finish()) context.schedule(goOn, context.slot + 1, bookSubject(session.desk.name))
}
