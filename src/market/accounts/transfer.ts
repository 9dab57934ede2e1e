// A member pays another.
import { equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { isMember, mayWrite } from '../members/standing.ts'
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
    if (!mayWrite(context, from)) return refuse('accounts/reads-only')
    if (!isMember(context, to)) return refuse('accounts/not-a-member')
    const refusal = debit(context, from, amount)
    if (refusal) return refusal
    credit(context, to, amount)
    return undefined
  },
})
