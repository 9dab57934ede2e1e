// A member takes an order back.

import type { Bytes } from '../../bytes/bytes.ts'
import { struct, u8, u32, uint } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { type BookName, bookOf } from './books.ts'
import { ownerOf } from './owner.ts'
import { bookParams } from './params.ts'
import { holdings, type OpenOrder } from './records.ts'
import { Session } from './session.ts'

export const cancelParams = struct({ kind: u8, interval: uint, number: u32 })

/** An open order of the account, by its number in the book; or why there is none. */
export function ownOrder(
  context: Reading,
  account: Bytes,
  name: BookName & { readonly number: number },
): OpenOrder | Refusal {
  const { kind, interval, number } = name
  const book = interval <= MAX_U48 ? bookOf(context, name) : undefined
  if (!book || number > book.newest || number === 0) return refuse('book/unknown-order')
  const held = context.get(holdings, [account, kind, interval])
  return held?.orders.find(({ place }) => place === number) ?? refuse('book/not-yours')
}

// Also for who has left or is suspended: what stands behind the order is theirs. And whatever a book rests from.
export const cancel = command({
  params: cancelParams,
  scope: 'trade',
  batched: true,
  work: () => 2,
  execute(context, name) {
    const { account } = context
    if (name.kind >= context.params(bookParams).kinds.length) return refuse('book/kind')
    const order = ownOrder(context, account, name)
    if ('code' in order) return order
    const session = new Session(context, name)
    session.cancel(ownerOf(account), order.place)
    session.finish()
    return undefined
  },
})
