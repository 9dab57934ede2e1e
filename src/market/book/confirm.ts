// A taker confirms a provisional match, which makes it a trade.
import { struct, u8, u32, uint } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { refusalToWrite } from '../members/standing.ts'
import { staleSince } from './books.ts'
import { finish } from './goOn.ts'
import { ownerOf } from './owner.ts'
import { lengthOf } from './product.ts'
import { BUY, matches } from './records.ts'
import { Session } from './session.ts'

export const confirmParams = struct({ kind: u8, interval: uint, match: u32 })

export const confirm = command({
  params: confirmParams,
  scope: 'trade',
  batched: true,
  work: ({ kind }) => 3 * lengthOf(kind),
  execute(context, { kind, interval, match }) {
    const { account, slot } = context
    const closed = refusalToWrite(context, account)
    if (closed) return closed
    const found = interval <= MAX_U48 ? context.get(matches, [kind, interval, match]) : undefined
    if (!found) return refuse('book/no-match')
    if (ownerOf(account) !== (found.taker === BUY ? found.buyer : found.seller))
      return refuse('book/not-taker')
    if (slot > found.until) return refuse('book/match-lapsed', found.until, slot)
    const since = staleSince(context)
    if (since !== undefined) return refuse('book/stale', since)
    const session = new Session(context, { kind, interval })
    session.confirm(match)
    finish(context, session)
    return undefined
  },
})
