// The operator excludes a member, for good: this account is not admitted again.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { belongs, clear } from './belonging.ts'
import { enrol } from './enrol.ts'
import { excluded, reason } from './events.ts'
import { refusalToOperate } from './operating.ts'

export const exclude = command({
  params: struct({ account: bytes(20), reason }),
  scope: 'administer',
  work: () => 4,
  execute(context, { account, reason }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const member = belongs(context, account)
    if (!member) return refuse('members/unknown')
    clear(context, account)
    context.emit(excluded, { account, reason })
    return enrol(context, account, { status: 'excluded', roles: member.roles })
  },
})
