// A member pays another.
import { equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { isMember, refusalToWrite } from '../members/standing.ts'
import { credit, debit } from './money.ts'
import { MAX_NOTE_BYTES } from './records.ts'

export const transferParams = struct({ to: bytes(20), amount: uint, note: text(MAX_NOTE_BYTES) })

export const transfer = command({
  params: transferParams,
  scope: 'trade',
  work: () => 1,
  execute(context, { to, amount }) {
    const from = context.account
    if (amount < 1) return refuse('accounts/amount')
    if (equalBytes(from, to)) return refuse('accounts/self')
    const refusal =
      refusalToWrite(context, from) ??
      (isMember(context, to) ? debit(context, from, amount) : refuse('accounts/not-a-member'))
    if (refusal) return refusal
    credit(context, to, amount)
    return undefined
  },
})
