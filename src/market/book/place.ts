// A member offers energy, or asks for some.
import { bytes, int, integer, list, optional, struct, u8, u32, uint } from '../../bytes/codec.ts'
import { command } from '../../chain/module.ts'
import { refusalToWrite } from '../members/standing.ts'
import { refusalOfBook } from './books.ts'
import { MAX_NAMES } from './engine/ports.ts'
import { enter, refusalOfOrder } from './enter.ts'
import { finish } from './goOn.ts'
import { bookParams } from './params.ts'
import { lengthOf } from './product.ts'
import { sideCodec, termsCodec } from './records.ts'
import { Session } from './session.ts'

export const placeParams = struct({
  kind: u8,
  interval: uint,
  side: sideCodec,
  /** All-in: what a buyer pays at most, what a seller gets at least; milli-credit per kWh. */
  price: int,
  /** In each interval. */
  energy: int,
  /** It stands until the gate; or takes what there is at once; or all of it at once, or nothing. */
  terms: termsCodec,
  until: optional(uint),
  tag: u32,
  /** Preferences: 1 of the sun, 2 of the own zone, 4 of those named and nobody else. */
  traits: integer(0, 7),
  /** Those named come first, or alone; ascending. */
  names: list(bytes(20), MAX_NAMES),
})

export const place = command({
  params: placeParams,
  scope: 'trade',
  batched: true,
  work: ({ kind }, { maxTrades }) => lengthOf(kind) * (2 + maxTrades),
  execute(context, asked) {
    const params = context.params(bookParams)
    const closed = refusalToWrite(context, context.account) ?? refusalOfBook(context, params, asked)
    if (closed) return closed
    const session = new Session(context, asked, params)
    const refused = refusalOfOrder(session.desk, asked) ?? enter(context, session, asked, null)
    if (refused) return refused
    finish(context, session)
    return undefined
  },
})
