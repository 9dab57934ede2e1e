// A member changes an order. Less energy at the same price keeps its place; anything else is a new order.
import { int, struct, u8, u32, uint } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { refusalToWrite } from '../members/standing.ts'
import { refusalAtGate, refusalOfBook } from './books.ts'
import { ownOrder } from './cancel.ts'
import { enter, refusalOfOrder } from './enter.ts'
import { finish } from './goOn.ts'
import { accountOfOwner, ownerOf } from './owner.ts'
import { bookParams } from './params.ts'
import { lengthOf } from './product.ts'
import { Session } from './session.ts'

export const replaceParams = struct({
  kind: u8,
  interval: uint,
  number: u32,
  price: int,
  /** What is to wait from now on. */
  energy: int,
})

export const replace = command({
  params: replaceParams,
  scope: 'trade',
  batched: true,
  work: ({ kind }, { maxTrades }) => lengthOf(kind) * (4 + maxTrades),
  execute(context, asked) {
    const { account } = context
    const params = context.params(bookParams)
    const closed = refusalToWrite(context, account) ?? refusalOfBook(context, params, asked)
    if (closed) return closed
    const session = new Session(context, asked, params)
    const order =
      refusalAtGate(context.slot, session.desk.book) ?? ownOrder(session.desk, account, asked.number)
    if ('code' in order) return order
    const { price, energy } = asked
    const owner = ownerOf(account)
    if (price === order.price && energy === order.rest) return refuse('book/unchanged')
    if (price === order.price && energy > 0 && energy < order.rest) {
      session.shrink(owner, order.place, energy)
      finish(context, session)
      return undefined
    }
    const standing = session.find(owner, order.place)
    if (!standing) return refuse('book/under-way')
    const names = (standing.names ?? []).map(accountOfOwner)
    const wanted = { ...order, ...asked, names, terms: 'gate' } as const
    const refusal = refusalOfOrder(session.desk, wanted)
    if (refusal) return refusal
    session.cancel(owner, order.place)
    const refused = enter(context, session, wanted, order.place)
    if (refused) return refused
    finish(context, session)
    return undefined
  },
})
