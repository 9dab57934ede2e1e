// The operator says anew what a member is in the community.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { enrol } from './enrol.ts'
import { rolesSet } from './events.ts'
import { refusalToOperate } from './operating.ts'
import { roleSet } from './roles.ts'
import { belongs } from './standing.ts'

export const setRoles = command({
  params: struct({ account: bytes(20), roles: roleSet }),
  scope: 'administer',
  work: () => 3,
  execute(context, { account, roles }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const member = belongs(context, account)
    if (!member) return refuse('members/unknown')
    context.emit(rolesSet, { account, roles })
    return enrol(context, account, { status: member.status, roles })
  },
})
