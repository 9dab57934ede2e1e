// A member votes: one member, one vote, which may be changed until the proposal is closed.
import { bool, integer, struct } from '../../bytes/codec.ts'
import { add, mul, sub } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { type Context, command, type Module } from '../../chain/module.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { refusalToWrite, voterCount } from '../members/standing.ts'
import { closeEarly } from './close.ts'
import { enact } from './enact.ts'
import { rulesParams } from './params.ts'
import { type Proposal, proposals, votes } from './records.ts'

export const voteParams = struct({ number: integer(1, MAX_U48), yes: bool })

export const vote = (modules: () => readonly Module[]) =>
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
      const earlier = context.get(votes, [number, account])
      if (earlier?.yes === yes) return refuse('rules/voted')
      const after = count(before, earlier?.yes, yes)
      context.put(votes, [number, account], { yes })
      context.put(proposals, [number], after)
      if (passes(context, after))
        closeEarly(context, number, after, enact(context, modules(), after.change) ? 'passed' : 'void')
      return undefined
    },
  })

function count(proposal: Proposal, earlier: boolean | undefined, yes: boolean): Proposal {
  const { proposer, change, until, electorate, closed } = proposal
  return {
    proposer,
    change,
    until,
    yes: add(sub(proposal.yes, earlier === true ? 1 : 0), yes ? 1 : 0),
    no: add(sub(proposal.no, earlier === false ? 1 : 0), yes ? 0 : 1),
    electorate,
    closed,
  }
}

/**
 * A vote stands as it was cast, also when the member is suspended or goes. So the share is of all who could vote at
 * the beginning where they were more than now: going away after voting never makes the others' votes count less.
 */
function passes(context: Context, { yes, electorate }: Proposal): boolean {
  const now = voterCount(context)
  const of = now > electorate ? now : electorate
  return mul(yes, 100) > mul(context.params(rulesParams).passPercent, of)
}
