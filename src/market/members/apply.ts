// Applying: whoever wants to be a member signs the joint declaration and says as what. A guest shows an invitation
// and its account opens with this; an account that stands already applies again, without one.
import { equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { tokenBytes } from '../../chain/kernel/tokens.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { applied } from './events.ts'
import { applicationLapse } from './lapse.ts'
import { membersParams } from './params.ts'
import { applications, MAX_DETAILS_BYTES } from './records.ts'
import { roleSet } from './roles.ts'
import { memberOf } from './standing.ts'

const APPLICATION = {
  /** Of the declaration in force: the signature on this transaction is the signature under it. */
  declaration: bytes(32),
  roles: roleSet,
  details: bytes(0, MAX_DETAILS_BYTES),
}
const again = struct(APPLICATION)
const invited = struct({ ...APPLICATION, token: bytes(32), tokenSignature: bytes(64) })

type Application = ReturnType<typeof again.read>

export const apply = command<ReturnType<typeof invited.read>>({
  params: invited,
  scope: 'administer',
  token: ({ token }) => token,
  work: () => 4,
  carried: ({ token, tokenSignature }, { device }, genesisHash) => [
    { publicKey: token, message: tokenBytes(genesisHash, device), signature: tokenSignature },
  ],
  execute: enter,
})

export const applyAgain = command<Application>({
  params: again,
  scope: 'administer',
  work: () => 4,
  execute: enter,
})

function enter(context: CommandContext, { declaration, roles, details }: Application): Refusal | undefined {
  const { account } = context
  const status = memberOf(context, account)?.status
  if (status === 'excluded') return refuse('members/excluded')
  if (status === 'active' || status === 'suspended') return refuse('members/is-member')
  if (context.get(applications, [account])) return refuse('members/applied')
  const { declaration: current, applicationSlots } = context.params(membersParams)
  if (!equalBytes(declaration, current)) return refuse('members/declaration')
  const until = add(context.slot, applicationSlots)
  context.put(applications, [account], { roles, details, until })
  context.schedule(applicationLapse, until, account)
  context.emit(applied, { account, roles })
  return undefined
}
