// The operator opens a recovery for a member who has lost the last key and shows a new one. Where the lost account is
// the only operator's, one of its guardians opens it, and has thereby agreed. Everybody who may can show a key, one
// each, so nobody is in the way of the others: enough guardians make it one of them.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { ownerOf } from '../../chain/kernel/keys.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { carriedConsent, consent } from './consent.ts'
import { census, guardians, MAX_CLAIMS, recoveries } from './records.ts'
import { endorse, show } from './recovery.ts'
import { belongs, hasRole, refusalToWrite } from './standing.ts'

export const openRecovery = command({
  params: struct({ account: bytes(20), key: bytes(32), consent }),
  scope: 'administer',
  work: () => 5,
  carried: ({ account, key, consent }, _intent, genesisHash) =>
    carriedConsent(key, consent, account, genesisHash),
  execute(context, { account, key }) {
    const opener = context.account
    const role = roleIn(context, account)
    if (typeof role === 'object') return role
    const open = context.get(recoveries, [account])
    if (open && open.agreed !== null) return refuse('members/recovery-agreed')
    const claims = open?.claims ?? []
    const taken = claims.some(claim => equalBytes(claim.opener, opener) || equalBytes(claim.key, key))
    if (taken || claims.length === MAX_CLAIMS) return refuse('members/recovery-open', claims.length)
    if (ownerOf(context, key)) return refuse('kernel/key-taken')
    const claim = { key, opener, endorsed: [] }
    const recovery = show(context, account, open, claim)
    if (role === 'guardian') endorse(context, account, recovery, claim, opener)
    return undefined
  },
})

/** As what the sender may open it, or why it may not. */
function roleIn(context: CommandContext, account: Bytes): 'operator' | 'guardian' | Refusal {
  const sender = context.account
  const refusal = refusalToWrite(context, sender)
  if (refusal) return refusal
  if (!belongs(context, account)) return refuse('members/unknown')
  if (equalBytes(sender, account)) return refuse('members/own-recovery')
  const named = context.get(guardians, [account])
  if (!named) return refuse('members/no-guardians')
  if (hasRole(context, sender, 'operator')) return 'operator'
  const only = hasRole(context, account, 'operator') && context.get(census, [])!.operators === 1
  if (!only) return refuse('members/not-operator')
  return named.accounts.some(guardian => equalBytes(guardian, sender))
    ? 'guardian'
    : refuse('members/not-guardian')
}
