// A guardian agrees to a recovery, having seen the member hold the new key.
import { equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { guardians, recoveries } from './records.ts'
import { endorse } from './recovery.ts'
import { refusalToWrite } from './standing.ts'

export const endorseRecovery = command({
  params: struct({ account: bytes(20), key: bytes(32) }),
  scope: 'vote',
  work: () => 3,
  execute(context, { account, key }) {
    const sender = context.account
    const refusal = refusalToWrite(context, sender)
    if (refusal) return refusal
    const recovery = context.get(recoveries, [account])
    if (!recovery) return refuse('members/no-recovery')
    const { accounts } = context.get(guardians, [account])!
    if (!accounts.some(guardian => equalBytes(guardian, sender))) return refuse('members/not-guardian')
    // What it agrees to is this key, and no other that was shown in between.
    const claim = recovery.claims.find(each => equalBytes(each.key, key))
    if (!claim) return refuse('members/recovery-key')
    if (recovery.agreed !== null) return refuse('members/recovery-agreed')
    if (claim.endorsed.some(guardian => equalBytes(guardian, sender))) return refuse('members/endorsed')
    // An operator vouches once: for the community, or as a guardian.
    if (equalBytes(claim.opener, sender)) return refuse('members/opener')
    endorse(context, account, recovery, claim, sender)
    return undefined
  },
})
