// The end of a vote: its result, and then its records are cleared away as the hooks' share of work allows.
import { sub } from '../../bytes/integer.ts'
import type { Context, DueHook } from '../../chain/module.ts'
import { closed } from './events.ts'
import { numberIn, type Proposal, proposals, RULES, subjectOf, tally, votes } from './records.ts'

export const proposalEnd: DueHook = {
  module: RULES,
  id: 1,
  name: 'proposal-end',
  run(context, subject) {
    const number = numberIn(subject)
    const proposal = context.get(proposals, [number])!
    if (!proposal.closed) decide(context, number, proposal, 'rejected', proposal.until)
    for (let vote = context.first(votes, [number]); vote; vote = context.first(votes, [number])) {
      // Those cleared away are gone, so any cursor says where to go on.
      if (!context.spend()) return GO_ON
      context.delete(votes, vote.key)
    }
    context.delete(proposals, [number])
    return undefined
  },
}

const GO_ON = new Uint8Array(0)

/** Closes the vote with this result. `clearing` is the slot of the hook that clears its votes away. */
function decide(
  context: Context,
  number: number,
  proposal: Proposal,
  result: 'passed' | 'rejected' | 'void',
  clearing: number,
): void {
  const { proposer, change, yes, no, electorate } = proposal
  context.put(proposals, [number], { proposer, change, until: clearing, yes, no, electorate, closed: true })
  const { newest, open } = context.get(tally, [])!
  context.put(tally, [], { newest, open: sub(open, 1) })
  context.emit(closed, { number, result, yes, no, electorate })
}

/** Closes a vote that has passed before its end; the clearing begins with the next block. */
export function closeEarly(
  context: Context,
  number: number,
  proposal: Proposal,
  result: 'passed' | 'void',
): void {
  const clearing = context.slot + 1
  context.unschedule(proposalEnd, proposal.until, subjectOf(number))
  context.schedule(proposalEnd, clearing, subjectOf(number))
  decide(context, number, proposal, result, clearing)
}
