// The operator excludes a member, for good: this account is not admitted again. Who has left can be excluded, too,
// so that leaving is no way around it.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { clear } from './belonging.ts'
import { enrol } from './enrol.ts'
import { excluded, reason } from './events.ts'
import { closeApplication } from './lapse.ts'
import { refusalToOperate } from './operating.ts'
import { memberOf } from './standing.ts'

export const exclude = command({
  params: struct({ account: bytes(20), reason }),
  scope: 'administer',
  work: () => 5,
  execute(context, { account, reason }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const member = memberOf(context, account)
    if (!member || member.status === 'excluded') return refuse('members/unknown')
    clear(context, account)
    // One who has left may have applied again.
    closeApplication(context, account)
    context.emit(excluded, { account, reason })
    return enrol(context, account, { status: 'excluded', roles: member.roles })
  },
})
