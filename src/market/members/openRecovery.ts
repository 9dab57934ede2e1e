// The operator opens a recovery for a member who has lost the last key and shows a new one. Where the account is an
// operator's or the treasurer's, one of its guardians may open it, and has thereby agreed: the only operator's keys
// can be lost too.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { ownerOf } from '../../chain/kernel/keys.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { belongs } from './belonging.ts'
import { carriedConsent, consent } from './consent.ts'
import { recoveryOpened } from './events.ts'
import { membersParams } from './params.ts'
import { guardians, recoveries } from './records.ts'
import { endorse, recoveryDue } from './recovery.ts'
import { ROLE } from './roles.ts'
import { hasRole, refusalToWrite } from './standing.ts'

export const openRecovery = command({
  params: struct({ account: bytes(20), key: bytes(32), consent }),
  scope: 'administer',
  work: () => 4,
  carried: ({ account, key, consent }, _intent, genesisHash) =>
    carriedConsent(key, consent, account, genesisHash),
  execute(context, { account, key }) {
    const role = opener(context, account)
    if (typeof role === 'object') return role
    if (context.get(recoveries, [account])) return refuse('members/recovery-open')
    if (ownerOf(context, key)) return refuse('kernel/key-taken')
    const due = add(context.slot, context.params(membersParams).gatheringSlots)
    const recovery = { key, endorsed: [], agreed: false, due }
    context.put(recoveries, [account], recovery)
    context.schedule(recoveryDue, due, account)
    context.emit(recoveryOpened, { account, key })
    if (role === 'guardian') endorse(context, account, recovery, context.account)
    return undefined
  },
})

/** As what the sender may open it, or why it may not. */
function opener(context: CommandContext, account: Bytes): 'operator' | 'guardian' | Refusal {
  const sender = context.account
  const refusal = refusalToWrite(context, sender)
  if (refusal) return refusal
  const member = belongs(context, account)
  if (!member) return refuse('members/unknown')
  if (equalBytes(sender, account)) return refuse('members/own-recovery')
  const named = context.get(guardians, [account])
  if (!named) return refuse('members/no-guardians')
  if (hasRole(context, sender, 'operator')) return 'operator'
  if ((member.roles & (ROLE.operator | ROLE.treasurer)) === 0) return refuse('members/not-operator')
  return named.accounts.some(guardian => equalBytes(guardian, sender))
    ? 'guardian'
    : refuse('members/not-guardian')
}
