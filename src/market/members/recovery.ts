// Recovery of an account whose last key is lost: the operator and enough of the guardians that the member had named
// agree on a new key; then an old key has a while to object; then the new key takes the place of all others.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { add } from '../../bytes/integer.ts'
import { replaceDevices } from '../../chain/kernel/keys.ts'
import { ALL_SCOPES, type Context, type DueHook } from '../../chain/module.ts'
import { recoveryAgreed, recoveryDone, recoveryEnded, recoveryObjected } from './events.ts'
import { membersParams } from './params.ts'
import { guardians, MEMBERS, type Recovery, recoveries } from './records.ts'

/** Ends the gathering of agreement, or after it the delay. */
export const recoveryDue: DueHook = {
  module: MEMBERS,
  id: 2,
  name: 'recovery-due',
  run(context, subject) {
    const account = subject.slice(0, 20)
    const { key, agreed } = context.get(recoveries, [account])!
    context.delete(recoveries, [account])
    if (!agreed) context.emit(recoveryEnded, { account, why: 'deadline' })
    // Another account may have taken the key during the delay.
    else if (replaceDevices(context, account, [{ key, scopes: ALL_SCOPES }], 1))
      context.emit(recoveryEnded, { account, why: 'key-refused' })
    else context.emit(recoveryDone, { account, key })
    return undefined
  },
}

/** Adds a guardian's agreement; with the last that is needed the delay begins. */
export function endorse(context: Context, account: Bytes, recovery: Recovery, guardian: Bytes): void {
  const endorsed = [...recovery.endorsed, guardian].sort(compareBytes)
  const { key } = recovery
  if (endorsed.length < context.get(guardians, [account])!.need) {
    context.put(recoveries, [account], { key, endorsed, agreed: false, due: recovery.due })
    return
  }
  const due = add(context.slot, context.params(membersParams).recoveryDelaySlots)
  context.unschedule(recoveryDue, recovery.due, account)
  context.schedule(recoveryDue, due, account)
  context.put(recoveries, [account], { key, endorsed, agreed: true, due })
  context.emit(recoveryAgreed, { account, key, due })
}

function cancel(context: Context, account: Bytes): Recovery | undefined {
  const recovery = context.get(recoveries, [account])
  if (!recovery) return undefined
  context.delete(recoveries, [account])
  context.unschedule(recoveryDue, recovery.due, account)
  return recovery
}

/** Who can still use an old key has not lost it: ends an open recovery of the account. False where there is none. */
export function objectTo(context: Context, account: Bytes): boolean {
  const recovery = cancel(context, account)
  if (recovery) context.emit(recoveryObjected, { account, key: recovery.key })
  return recovery !== undefined
}

export function closeRecovery(context: Context, account: Bytes, why: 'membership'): void {
  if (cancel(context, account)) context.emit(recoveryEnded, { account, why })
}
