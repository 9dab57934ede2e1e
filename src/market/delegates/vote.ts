// An account votes for candidates, with its whole weight for each: as a member, and with what it locks. A vote
// replaces the one before; one for nobody takes it back and frees what was locked.
import { equalBytes } from '../../bytes/bytes.ts'
import { struct } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { refusalToWrite } from '../members/standing.ts'
import { setBond } from './bond.ts'
import { delegatesParams } from './params.ts'
import { candidacies, MAX_VOTED, stakeAmount, type Vote, votedFor, votes } from './records.ts'
import { count } from './tally.ts'

export const voteParams = struct({ candidates: votedFor, stake: stakeAmount })

export const vote = command({
  params: voteParams,
  scope: 'vote',
  // The tallies of those who were voted for before, and of those who are now.
  work: ({ candidates }) => 2 + MAX_VOTED + candidates.length,
  execute(context, { candidates, stake }) {
    const { account } = context
    const before = context.get(votes, [account])
    const after = choose(context, candidates, stake)
    if ('code' in after) return after
    if (sameVote(before ?? { for: [], stake: 0 }, after)) return refuse('delegates/voted')
    if (before) count(context, before, -1)
    const refusal = setBond(context, account, 'delegateVote', before?.stake ?? 0, after.stake)
    if (refusal) return refusal
    count(context, after, 1)
    if (after.for.length > 0) context.put(votes, [account], after)
    else context.delete(votes, [account])
    return undefined
  },
})

function choose(context: CommandContext, candidates: readonly Uint8Array[], stake: number): Vote | Refusal {
  // What is theirs is theirs: also who has gone or is suspended may take a vote back.
  if (candidates.length === 0) return stake === 0 ? { for: [], stake } : refuse('delegates/amount', 0)
  const refusal = refusalToWrite(context, context.account)
  if (refusal) return refusal
  const most = context.params(delegatesParams).votes
  if (candidates.length > most) return refuse('delegates/too-many', candidates.length, most)
  const chosen: { account: Uint8Array; number: number }[] = []
  for (const account of candidates) {
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/no-candidate')
    chosen.push({ account, number: candidacy.number })
  }
  return { for: chosen, stake }
}

const sameVote = (a: Vote, b: Vote): boolean =>
  a.stake === b.stake &&
  a.for.length === b.for.length &&
  a.for.every(({ account, number }, i) => {
    const other = b.for[i]!
    return number === other.number && equalBytes(account, other.account)
  })
