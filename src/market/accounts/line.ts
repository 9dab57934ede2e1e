// The treasurer sets how far below zero a member may go.
import { bytes, integer, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { hasRole, isMember } from '../members/standing.ts'
import { balanceOf, setBalance } from './money.ts'
import { MAX_LINE } from './records.ts'

export const setLineParams = struct({ account: bytes(20), line: integer(0, MAX_LINE) })

export const setLine = command({
  params: setLineParams,
  scope: 'administer',
  work: () => 1,
  execute(context, { account, line }) {
    if (!hasRole(context, context.account, 'treasurer')) return refuse('accounts/not-treasurer')
    const { free, line: before, held } = balanceOf(context, account)
    // A line can be taken from anybody, and given to members alone.
    if (line > before && !isMember(context, account)) return refuse('accounts/not-a-member')
    if (free + line < 0) return refuse('accounts/line-in-use', line, -free)
    setBalance(context, account, { free, line, held })
    return undefined
  },
})
