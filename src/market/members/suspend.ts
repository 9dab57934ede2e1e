// The operator suspends a member: it still belongs, counts where votes are counted, and may do only what is its own
// business: manage its keys and guardians, object to a recovery, leave, redeem its credits.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { enrol } from './enrol.ts'
import { reason, suspended } from './events.ts'
import { refusalToOperate } from './operating.ts'
import { memberOf } from './standing.ts'

export const suspend = command({
  params: struct({ account: bytes(20), reason }),
  scope: 'administer',
  work: () => 3,
  execute(context, { account, reason }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const member = memberOf(context, account)
    if (member?.status !== 'active') return refuse('members/unknown')
    context.emit(suspended, { account, reason })
    return enrol(context, account, { status: 'suspended', roles: member.roles })
  },
})
