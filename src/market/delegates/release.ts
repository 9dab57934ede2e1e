// The end of a candidacy: it stands no more, its stake stays locked for as long as any of its keys can be accused,
// and then comes back.
import type { Bytes } from '../../bytes/bytes.ts'
import { add } from '../../bytes/integer.ts'
import type { Context, DueHook } from '../../chain/module.ts'
import { setBond } from './bond.ts'
import { released } from './events.ts'
import { forgetFormer, isFree } from './keys.ts'
import { delegatesParams } from './params.ts'
import { type Candidacy, candidacies, DELEGATES, keys, presences, tallies, totals } from './records.ts'

export const candidacyEnd: DueHook = {
  module: DELEGATES,
  id: 1,
  name: 'candidacy-end',
  run(context, subject) {
    const account = subject.slice(0, 20)
    const candidacy = context.get(candidacies, [account])!
    const former = forgetFormer(context, candidacy)
    const { key, since, stake } = candidacy
    const barred = context.get(keys, [key])!.barred
    if (former.length > 0 || !(barred || isFree(context, key, since))) {
      // A key that is active now can be accused for as long again, and none is free before that.
      const until = add(context.slot, add(context.genesis.evidenceSlots, 1))
      context.put(candidacies, [account], { ...candidacy, former, until })
      context.schedule(candidacyEnd, until, account)
      return undefined
    }
    if (!barred) context.delete(keys, [key])
    setBond(context, account, 'candidacy', stake, 0)
    context.delete(candidacies, [account])
    context.delete(tallies, [account])
    context.delete(presences, [account])
    const count = context.get(totals, [])!
    context.put(totals, [], { ...count, candidacies: count.candidacies - 1 })
    context.emit(released, { account, stake })
    return undefined
  },
}

/** Ends a candidacy that stands; gives the slot from which on its stake can come back. */
export function leaveTheStand(
  context: Context,
  account: Bytes,
  candidacy: Candidacy,
  change: Pick<Candidacy, 'status'> & Partial<Pick<Candidacy, 'stake'>>,
): number {
  const { slot, height, genesis } = context
  const until =
    candidacy.until ?? add(slot, add(genesis.evidenceSlots, context.params(delegatesParams).unbondingSlots))
  context.put(candidacies, [account], {
    ...candidacy,
    ...change,
    since: candidacy.until === null ? height : candidacy.since,
    until,
  })
  if (candidacy.until === null) context.schedule(candidacyEnd, until, account)
  return until
}
