// A member proposes a change of the rules.
import { equalBytes } from '../../bytes/bytes.ts'
import { struct, uint } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { command, type Module } from '../../chain/module.ts'
import { refusalToWrite, voterCount } from '../members/standing.ts'
import { changeCodec } from './change.ts'
import { proposalEnd } from './close.ts'
import { refusalOf } from './enact.ts'
import { proposed } from './events.ts'
import { rulesParams } from './params.ts'
import { proposals, subjectOf, tally } from './records.ts'

export const proposeParams = struct({
  change: changeCodec,
  /** The slot in whose first block the vote ends, if it has not passed before. */
  until: uint,
})

export const propose = (modules: () => readonly Module[]) =>
  command({
    params: proposeParams,
    scope: 'vote',
    work: () => 8,
    execute(context, { change, until }) {
      const { account, slot } = context
      const refusal = refusalToWrite(context, account) ?? refusalOf(context, modules(), change)
      if (refusal) return refusal
      const { leastSlots, mostSlots, openProposals } = context.params(rulesParams)
      const earliest = add(slot, leastSlots)
      const latest = add(slot, mostSlots)
      if (until < earliest || until > latest) return refuse('rules/until', until, earliest, latest)
      const { newest, open } = context.get(tally, [])!
      for (const { value } of context.each(proposals))
        if (!value.closed && equalBytes(value.proposer, account)) return refuse('rules/one-each')
      if (open >= openProposals) return refuse('rules/crowded', openProposals)
      const number = add(newest, 1)
      const electorate = voterCount(context)
      context.put(tally, [], { newest: number, open: add(open, 1) })
      context.put(proposals, [number], {
        proposer: account,
        change,
        until,
        yes: 0,
        no: 0,
        electorate,
        closed: false,
      })
      context.schedule(proposalEnd, until, subjectOf(number))
      context.emit(proposed, { number, proposer: account, until })
      return undefined
    },
  })
