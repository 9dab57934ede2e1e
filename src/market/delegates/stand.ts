// A member stands: with a key of its own device, reveals and a stake. One who has withdrawn comes back with what is
// still locked, and the votes are cast anew. One who was barred waits until that candidacy has ended, and comes back
// with another key: where no stake is asked, an offence would otherwise cost nothing.
import { equalBytes } from '../../bytes/bytes.ts'
import { integer, struct } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Delegate } from '../../chain/consensus/sets.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { refusalToWrite } from '../members/standing.ts'
import { setBond } from './bond.ts'
import { carriedStand, keyFields } from './consent.ts'
import { stood } from './events.ts'
import { forgetFormer, MAX_BASE, refusalOfKey, sameReveals } from './keys.ts'
import { delegatesParams } from './params.ts'
import {
  type Candidacy,
  candidacies,
  keys,
  MAX_CANDIDACIES,
  MAX_FORMER,
  stakeAmount,
  tallies,
  totals,
} from './records.ts'
import { candidacyEnd } from './release.ts'

export const standParams = struct({
  ...keyFields,
  base: integer(0, MAX_BASE),
  /** Locked in all, with what is locked already. */
  stake: stakeAmount,
})

export const stand = command({
  params: standParams,
  // A delegate's peer takes new reveals by itself, so its everyday key must do: it can lose no more than it could send.
  scope: 'vote',
  work: () => 8,
  carried: (params, { account }, genesisHash) => carriedStand(params, account, genesisHash),
  execute(context, { key, commitment, base, stake }) {
    const { account } = context
    const before = context.get(candidacies, [account])
    if (before?.status === 'standing') return refuse('delegates/standing')
    if (before?.status === 'barred') return refuse('delegates/barred', before.until!)
    const least = context.params(delegatesParams).stake
    if (stake < least) return refuse('delegates/stake', stake, least)
    const fresh: Delegate = { account, key, commitment, base }
    const former = takeKey(context, before, fresh)
    if ('code' in former) return former
    const refusal =
      refusalToWrite(context, account) ?? setBond(context, account, 'candidacy', before?.stake ?? 0, stake)
    if (refusal) return refusal
    const number = enter(context, before)
    if ('code' in number) return number
    context.put(candidacies, [account], {
      ...number,
      status: 'standing',
      since: context.height,
      key,
      commitment,
      base,
      former: former.former,
      stake,
      until: null,
    })
    context.emit(stood, { account, ...number, key })
    return undefined
  },
})

/** Registers the key; gives the keys that the candidacy still answers for besides it. */
function takeKey(
  context: CommandContext,
  before: Candidacy | undefined,
  fresh: Delegate,
): Pick<Candidacy, 'former'> | Refusal {
  const { account, height } = context
  if (before && equalBytes(before.key, fresh.key))
    return sameReveals(before, fresh) ? before : refuse('delegates/key-taken')
  const refusal = refusalOfKey(context, fresh)
  if (refusal) return refusal
  const all = before ? [...before.former, { key: before.key, since: height }] : []
  const former = forgetFormer(context, { former: all })
  if (former.length > MAX_FORMER) return refuse('delegates/keys-full', MAX_FORMER)
  context.put(keys, [fresh.key], { account, barred: false })
  return { former }
}

/** Counts the candidacy, under a number that no vote is for yet. */
function enter(context: CommandContext, before: Candidacy | undefined): { number: number } | Refusal {
  const { account } = context
  const count = context.get(totals, [])!
  if (!before && count.candidacies >= MAX_CANDIDACIES) return refuse('delegates/crowded', MAX_CANDIDACIES)
  if (before) context.unschedule(candidacyEnd, before.until!, account)
  context.delete(tallies, [account])
  const number = add(count.newest, 1)
  context.put(totals, [], { ...count, newest: number, candidacies: count.candidacies + (before ? 0 : 1) })
  return { number }
}
