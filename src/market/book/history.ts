// A book's price and volume stay for newcomers to price by, for so long as the community keeps them.
import type { DueHook } from '../../chain/module.ts'
import { BOOK, books, calls } from './records.ts'
import { bookIn } from './subject.ts'

export const forget: DueHook = {
  module: BOOK,
  id: 4,
  name: 'forget',
  run(context, subject) {
    const { kind, interval } = bookIn(subject)
    context.delete(books, [kind, interval])
    context.delete(calls, [kind, interval])
    return undefined
  },
}
