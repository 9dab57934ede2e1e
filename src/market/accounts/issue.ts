// The treasurer issues credits against real money that has been paid in.
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { hasRole, isMember } from '../members/standing.ts'
import { issued } from './events.ts'
import { credit } from './money.ts'
import { MAX_NOTE_BYTES, totals } from './records.ts'

export const issueParams = struct({ to: bytes(20), amount: uint, reference: text(MAX_NOTE_BYTES) })

export const issue = command({
  params: issueParams,
  scope: 'administer',
  work: () => 1,
  execute(context, { to, amount, reference }) {
    if (!hasRole(context, context.account, 'treasurer')) return refuse('accounts/not-treasurer')
    if (amount < 1) return refuse('accounts/amount')
    if (!isMember(context, to)) return refuse('accounts/not-a-member')
    const { supply, redemptions } = context.get(totals, [])!
    context.put(totals, [], { supply: add(supply, amount), redemptions })
    credit(context, to, amount)
    context.emit(issued, { to, amount, reference })
    return undefined
  },
})
