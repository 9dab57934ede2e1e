// A member leaves. Suspension does not hold it back; its account stays its own.
import { struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { clear } from './belonging.ts'
import { enrol } from './enrol.ts'
import { left } from './events.ts'
import { writes } from './roles.ts'
import { belongs } from './standing.ts'

export const leave = command({
  params: struct({}),
  scope: 'administer',
  work: () => 4,
  execute(context) {
    const { account } = context
    const member = belongs(context, account)
    if (!member) return refuse('members/not-a-member')
    if (!writes(member.roles)) return refuse('members/reads-only')
    clear(context, account)
    context.emit(left, { account })
    return enrol(context, account, { status: 'left', roles: member.roles })
  },
})
