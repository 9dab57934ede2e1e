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
    if (!equalBytes(recovery.key, key)) return refuse('members/recovery-key')
    if (recovery.agreed) return refuse('members/recovery-agreed')
    if (recovery.endorsed.some(guardian => equalBytes(guardian, sender))) return refuse('members/endorsed')
    endorse(context, account, recovery, sender)
    return undefined
  },
})
