// A member votes: one member, one vote, which may be changed until the proposal is closed.
import { bool, integer, struct } from '../../bytes/codec.ts'
import { add, sub } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { command, type DueHook } from '../../chain/module.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { refusalToWrite, voterSince } from '../members/standing.ts'
import { isLost, reject } from './close.ts'
import { type Proposal, proposals, votes } from './records.ts'

export const voteParams = struct({ number: integer(1, MAX_U48), yes: bool })

export const vote = (end: DueHook) =>
  command({
    params: voteParams,
    scope: 'vote',
    work: () => 4,
    execute(context, { number, yes }) {
      const { account } = context
      const refusal = refusalToWrite(context, account)
      if (refusal) return refusal
      const before = context.get(proposals, [number])
      if (!before || before.closed || context.slot >= before.until) return refuse('rules/not-open')
      // Whoever came later was not counted, and may be somebody who has voted already, with another account.
      const since = voterSince(context, account)!
      if (since >= before.opened) return refuse('rules/newcomer', since, before.opened)
      const earlier = context.get(votes, [number, account])
      if (earlier?.yes === yes) return refuse('rules/voted')
      const after = count(before, earlier?.yes, yes)
      context.put(votes, [number, account], { yes })
      context.put(proposals, [number], after)
      if (isLost(context, after)) reject(context, end, number, after)
      return undefined
    },
  })

/** A vote stands as it was cast, also when the member is suspended or goes. */
const count = (proposal: Proposal, earlier: boolean | undefined, yes: boolean): Proposal => ({
  ...proposal,
  yes: add(sub(proposal.yes, earlier === true ? 1 : 0), yes ? 1 : 0),
  no: add(sub(proposal.no, earlier === false ? 1 : 0), yes ? 0 : 1),
})
