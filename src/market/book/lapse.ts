// An order’s own last slot: it ends in the first block after it, if it still stands.
import type { Bytes } from '../../bytes/bytes.ts'
import type { DueHook } from '../../chain/module.ts'
import { keyU32 } from '../../chain/table.ts'
import type { BookName } from './books.ts'
import { finish } from './goOn.ts'
import { ownerOf } from './owner.ts'
import { BOOK } from './records.ts'
import { Session } from './session.ts'
import { bookIn, SUBJECT_BYTES, writeBook } from './subject.ts'

/** The book, the place in it, the account. */
export function lapseSubject(name: BookName, account: Bytes, place: number): Bytes {
  const subject = writeBook(new Uint8Array(SUBJECT_BYTES + 24), name)
  keyU32.put(subject, SUBJECT_BYTES, place)
  subject.set(account, SUBJECT_BYTES + 4)
  return subject
}

export const lapse: DueHook = {
  module: BOOK,
  id: 1,
  name: 'lapse',
  run(context, subject) {
    const owner = ownerOf(subject.slice(SUBJECT_BYTES + 4, SUBJECT_BYTES + 24))
    const place = keyU32.take(subject, SUBJECT_BYTES)
    const session = new Session(context, bookIn(subject))
    session.desk.ending = 'expired'
    session.cancel(owner, place)
    finish(context, session)
    return undefined
  },
}
