// The operator declines an applicant, who may apply again.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { declined, reason } from './events.ts'
import { closeApplication } from './lapse.ts'
import { refusalToOperate } from './operating.ts'

export const decline = command({
  params: struct({ account: bytes(20), reason }),
  scope: 'administer',
  work: () => 2,
  execute(context, { account, reason }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    if (!closeApplication(context, account)) return refuse('members/no-application')
    context.emit(declined, { account, reason })
    return undefined
  },
})
