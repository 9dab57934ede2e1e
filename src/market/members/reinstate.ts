// The operator ends a suspension.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { enrol } from './enrol.ts'
import { reinstated } from './events.ts'
import { refusalToOperate } from './operating.ts'
import { memberOf } from './standing.ts'

export const reinstate = command({
  params: struct({ account: bytes(20) }),
  scope: 'administer',
  work: () => 3,
  execute(context, { account }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const member = memberOf(context, account)
    if (member?.status !== 'suspended') return refuse('members/not-suspended')
    context.emit(reinstated, { account })
    return enrol(context, account, { status: 'active', roles: member.roles })
  },
})
