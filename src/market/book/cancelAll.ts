// A member takes back all open orders, or all of one book, the newest of what was sent counting: as many as it says.
import { integer, optional, struct, u8, uint } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import type { BookName } from './books.ts'
import { refusalOfCalled } from './cancel.ts'
import { finish } from './goOn.ts'
import { ownerOf } from './owner.ts'
import { holdings } from './records.ts'
import { Session } from './session.ts'

/** A household has some hundreds at the most; who has more sends another one. */
const MOST = 256
/** Books that are looked through for them. */
const MOST_BOOKS = 1024

export const cancelAllParams = struct({
  /** In one book, or in all. */
  book: optional(struct({ kind: u8, interval: uint })),
  most: integer(1, MOST),
})

export const cancelAll = command({
  params: cancelAllParams,
  scope: 'trade',
  batched: true,
  work: ({ most }) => 4 + 2 * most,
  execute(context, { book, most }) {
    const { account } = context
    const owner = ownerOf(account)
    const names: BookName[] = []
    let looked = 0
    let left = most
    for (const { key, value } of context.each(holdings, [account])) {
      const [, kind, interval] = key
      if (++looked > MOST_BOOKS) break
      if (value.orders.length === 0) continue
      if (book && (book.kind !== kind || book.interval !== interval)) continue
      names.push({ kind, interval })
      left -= value.orders.length
      if (left <= 0) break
    }
    if (names.length === 0) return refuse('book/nothing-open')
    left = most
    let called: Refusal | undefined
    for (const name of names) {
      const session = new Session(context, name)
      const refusal = refusalOfCalled(session.desk)
      if (refusal) {
        called = refusal
        continue
      }
      for (const { place } of session.desk.stand(owner).orders.slice(0, left)) {
        session.cancel(owner, place)
        left -= 1
      }
      finish(context, session)
    }
    return left === most ? called : undefined
  },
})
