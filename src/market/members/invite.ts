// The operator invites: records the public half of a token, whose private half the invitation holds.
import { bytes, integer, struct, uint } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { issueToken } from '../../chain/kernel/tokens.ts'
import { command } from '../../chain/module.ts'
import { refusalToOperate } from './operating.ts'
import { membersParams } from './params.ts'

export const invite = command({
  params: struct({ key: bytes(32), uses: integer(1, 0xffff_ffff), expiry: uint }),
  scope: 'administer',
  work: () => 2,
  execute(context, { key, uses, expiry }) {
    const refusal = refusalToOperate(context)
    if (refusal) return refusal
    const { invitationUses, invitationSlots } = context.params(membersParams)
    if (uses > invitationUses) return refuse('members/invitation-uses', uses, invitationUses)
    const latest = add(context.slot, invitationSlots)
    if (expiry < context.slot || expiry > latest)
      return refuse('members/invitation-expiry', expiry, context.slot, latest)
    return issueToken(context, key, uses, expiry)
  },
})
