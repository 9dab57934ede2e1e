// The end of a vote. In its last slot it is decided, and only then is the change made, so everybody has the whole
// time to see it and to vote. Then its records are cleared away as the hooks' share of work allows.
import { add, mul, sub } from '../../bytes/integer.ts'
import type { Context, DueHook, Module } from '../../chain/module.ts'
import { enact } from './enact.ts'
import { closed } from './events.ts'
import { rulesParams } from './params.ts'
import { numberIn, type Proposal, proposals, RULES, subjectOf, votes } from './records.ts'

export const PROPOSAL_END = 1

const GO_ON = new Uint8Array(0)

export const proposalEnd = (modules: () => readonly Module[]): DueHook => ({
  module: RULES,
  id: PROPOSAL_END,
  name: 'proposal-end',
  run(context, subject) {
    const number = numberIn(subject)
    const proposal = context.get(proposals, [number])!
    if (!proposal.closed) close(context, number, proposal, decide(context, modules(), proposal))
    for (let vote = context.first(votes, [number]); vote; vote = context.first(votes, [number])) {
      // Those cleared away are gone, so any cursor says where to go on.
      if (!context.spend()) return GO_ON
      context.delete(votes, vote.key)
    }
    context.delete(proposals, [number])
    return undefined
  },
})

type Result = 'passed' | 'rejected' | 'void'

/**
 * The share is of all who could vote when the proposal was opened, whatever has become of them, and nobody else has
 * voted: neither suspending members nor coming, going and coming anew makes a vote count for more.
 */
function decide(context: Context, modules: readonly Module[], { yes, electorate, change }: Proposal): Result {
  const { passPercent } = context.params(rulesParams)
  if (mul(yes, 100) <= mul(passPercent, electorate)) return 'rejected'
  return enact(context, modules, change) ? 'passed' : 'void'
}

/** Whether so many say no that the others together could not pass it. */
export function isLost(context: Context, { no, electorate }: Proposal): boolean {
  const { passPercent } = context.params(rulesParams)
  return mul(sub(electorate, no), 100) <= mul(passPercent, electorate)
}

function close(context: Context, number: number, proposal: Proposal, result: Result): void {
  const { yes, no, electorate } = proposal
  context.put(proposals, [number], { ...proposal, closed: true })
  context.emit(closed, { number, result, yes, no, electorate })
}

/** Rejects a proposal before its end; the clearing begins with the next block. */
export function reject(context: Context, end: DueHook, number: number, proposal: Proposal): void {
  const clearing = add(context.slot, 1)
  context.unschedule(end, proposal.until, subjectOf(number))
  context.schedule(end, clearing, subjectOf(number))
  close(context, number, { ...proposal, until: clearing }, 'rejected')
}
