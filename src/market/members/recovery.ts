// Recovery of an account whose last key is lost: the operator and enough of the guardians that the member had named
// agree on a new key; then an old key has a while to object; then the new key takes the place of all others.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { add, sub } from '../../bytes/integer.ts'
import { replaceDevices } from '../../chain/kernel/keys.ts'
import { ALL_SCOPES, type Context, type DueHook } from '../../chain/module.ts'
import { recoveryAgreed, recoveryDone, recoveryEnded, recoveryObjected, recoveryOpened } from './events.ts'
import { membersParams } from './params.ts'
import { type Claim, guardians, MEMBERS, type Recovery, recoveries } from './records.ts'

/** An objection needs a block to stand in: so many have been made before the new key takes its place. */
export const OBJECTION_BLOCKS = 20

/** Ends the gathering of agreement, or after it the delay. */
export const recoveryDue: DueHook = {
  module: MEMBERS,
  id: 2,
  name: 'recovery-due',
  run(context, subject) {
    const account = subject.slice(0, 20)
    const { claims, agreed } = context.get(recoveries, [account])!
    if (agreed === null) {
      context.delete(recoveries, [account])
      context.emit(recoveryEnded, { account, why: 'deadline' })
      return undefined
    }
    const { key } = claims[0]!
    if (sub(context.height, agreed) <= OBJECTION_BLOCKS) {
      // After a standstill there is a whole delay again, so its length costs few calls.
      beginDelay(context, account, claims[0]!, agreed)
      return undefined
    }
    context.delete(recoveries, [account])
    // Another account may have taken the key during the delay.
    if (replaceDevices(context, account, [{ key, scopes: ALL_SCOPES }], 1))
      context.emit(recoveryEnded, { account, why: 'key-refused' })
    else context.emit(recoveryDone, { account, key })
    return undefined
  },
}

/** Shows a new key for an account. All that are shown may gather agreement from now on. */
export function show(context: Context, account: Bytes, open: Recovery | undefined, claim: Claim): Recovery {
  if (open) context.unschedule(recoveryDue, open.due, account)
  const due = add(context.slot, context.params(membersParams).gatheringSlots)
  const recovery = { claims: [...(open?.claims ?? []), claim], agreed: null, due }
  context.put(recoveries, [account], recovery)
  context.schedule(recoveryDue, due, account)
  context.emit(recoveryOpened, { account, key: claim.key })
  return recovery
}

/** Adds a guardian's agreement to one of the keys; with the last that is needed the delay begins, for that one. */
export function endorse(
  context: Context,
  account: Bytes,
  recovery: Recovery,
  claim: Claim,
  guardian: Bytes,
): void {
  const endorsed = { ...claim, endorsed: [...claim.endorsed, guardian].sort(compareBytes) }
  if (endorsed.endorsed.length < context.get(guardians, [account])!.need) {
    const claims = recovery.claims.map(each => (each === claim ? endorsed : each))
    context.put(recoveries, [account], { ...recovery, claims })
    return
  }
  context.unschedule(recoveryDue, recovery.due, account)
  beginDelay(context, account, endorsed, context.height)
}

function beginDelay(context: Context, account: Bytes, claim: Claim, agreed: number): void {
  const due = add(context.slot, context.params(membersParams).recoveryDelaySlots)
  context.schedule(recoveryDue, due, account)
  context.put(recoveries, [account], { claims: [claim], agreed, due })
  context.emit(recoveryAgreed, { account, key: claim.key, due })
}

function cancel(context: Context, account: Bytes): Recovery | undefined {
  const recovery = context.get(recoveries, [account])
  if (!recovery) return undefined
  context.delete(recoveries, [account])
  context.unschedule(recoveryDue, recovery.due, account)
  return recovery
}

/** Who can still use an old key has not lost it: ends every open recovery of the account. False where there is none. */
export function objectTo(context: Context, account: Bytes): boolean {
  const recovery = cancel(context, account)
  for (const { key } of recovery?.claims ?? []) context.emit(recoveryObjected, { account, key })
  return recovery !== undefined
}

export function closeRecovery(context: Context, account: Bytes, why: 'membership'): void {
  if (cancel(context, account)) context.emit(recoveryEnded, { account, why })
}
