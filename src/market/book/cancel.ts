// A member takes an order back.
import type { Bytes } from '../../bytes/bytes.ts'
import { struct, u8, u32, uint } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { refusalAtGate, refusalOfKind } from './books.ts'
import type { Desk } from './desk.ts'
import { finish } from './goOn.ts'
import { ownerOf } from './owner.ts'
import { bookParams } from './params.ts'
import type { OpenOrder } from './records.ts'
import { Session } from './session.ts'

export const cancelParams = struct({ kind: u8, interval: uint, number: u32 })

/** An open order of the account, by its number in the book; or why there is none. */
export function ownOrder(desk: Desk, account: Bytes, number: number): OpenOrder | Refusal {
  if (number > desk.book.newest || number === 0) return refuse('book/unknown-order')
  return desk.open(ownerOf(account), number) ?? refuse('book/not-yours')
}

/** A call has begun: who could go now would know the price. In an auction the rest may go while it expires. */
export const refusalOfCalled = ({ context, params, book }: Desk): Refusal | undefined =>
  params.mechanism === 'cda' ? undefined : refusalAtGate(context.slot, book)

// Also for who has left or is suspended: what stands behind the order is theirs. And whatever a book rests from.
export const cancel = command({
  params: cancelParams,
  scope: 'trade',
  batched: true,
  work: () => 2,
  execute(context, name) {
    const { account } = context
    const params = context.params(bookParams)
    const unknown = refusalOfKind(params, name.kind)
    if (unknown) return unknown
    if (name.interval > MAX_U48) return refuse('book/unknown-order')
    const session = new Session(context, name, params)
    const order = ownOrder(session.desk, account, name.number)
    if ('code' in order) return order
    const called = refusalOfCalled(session.desk)
    if (called) return called
    session.cancel(ownerOf(account), order.place)
    finish(context, session)
    return undefined
  },
})
