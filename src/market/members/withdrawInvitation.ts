// The operator withdraws what is left of an invitation.
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { tokenGood, withdrawToken } from '../../chain/kernel/tokens.ts'
import { command } from '../../chain/module.ts'
import { refusalToOperate } from './operating.ts'

export const withdrawInvitation = command({
  params: struct({ key: bytes(32) }),
  scope: 'administer',
  work: () => 2,
  execute(context, { key }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    if (!tokenGood(context, key, context.slot)) return refuse('members/no-invitation')
    withdrawToken(context, key)
    return undefined
  },
})
