// The operator admits an applicant, having confirmed every criterion.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { enrol } from './enrol.ts'
import { admitted } from './events.ts'
import { closeApplication } from './lapse.ts'
import { refusalToOperate } from './operating.ts'
import { allCriteria, criteriaSet, membersParams } from './params.ts'
import { roleSet } from './roles.ts'

export const admit = command({
  params: struct({
    account: bytes(20),
    /** Those the operator grants, whatever was asked for. */
    roles: roleSet,
    /** The criteria that the operator confirms: bit i is the i-th. */
    confirmed: criteriaSet,
  }),
  scope: 'administer',
  work: () => 4,
  execute(context, { account, roles, confirmed }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const required = allCriteria(context.params(membersParams))
    if (confirmed !== required) return refuse('members/criteria', confirmed, required)
    if (!closeApplication(context, account)) return refuse('members/no-application')
    context.emit(admitted, { account, roles })
    return enrol(context, account, { status: 'active', roles })
  },
})
