// Who has gone neither votes nor stands: rounds through votes and candidacies, some at the start of every interval.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Context, Cursor, HookContext } from '../../chain/module.ts'
import type { Table } from '../../chain/table.ts'
import { belongs } from '../members/standing.ts'
import { setBond } from './bond.ts'
import { voteEnded, withdrawn } from './events.ts'
import { candidacies, sweeping, votes } from './records.ts'
import { leaveTheStand } from './release.ts'
import { count } from './tally.ts'

/** Of each kind in one interval: a thousand are gone through in a day and a half. */
const SOME = 8
const START = new Uint8Array(20)

export function sweep(context: HookContext): Cursor {
  const from = context.get(sweeping, []) ?? { vote: START, candidacy: START }
  const vote = round(context, votes, from.vote, account => endVote(context, account))
  const candidacy = round(context, candidacies, from.candidacy, account => endCandidacy(context, account))
  if (!equalBytes(vote, from.vote) || !equalBytes(candidacy, from.candidacy))
    context.put(sweeping, [], { vote, candidacy })
  return undefined
}

/** Goes on from an account, as far as some records and the share of work go; gives where to go on, or the start. */
function round(
  context: HookContext,
  table: Table<readonly [Uint8Array], any>,
  from: Uint8Array,
  look: (account: Uint8Array) => void,
): Uint8Array {
  let at = from
  for (let i = 0; i < SOME; i++) {
    const next = context.after(table, [at])
    if (!next) return START
    if (!context.spend()) return at
    at = next.key[0]
    if (!belongs(context, at)) look(at)
  }
  return at
}

function endVote(context: Context, account: Uint8Array): void {
  const vote = context.get(votes, [account])!
  count(context, vote, -1)
  setBond(context, account, 'delegateVote', vote.stake, 0)
  context.delete(votes, [account])
  context.emit(voteEnded, { account, stake: vote.stake })
}

function endCandidacy(context: Context, account: Uint8Array): void {
  const candidacy = context.get(candidacies, [account])!
  if (candidacy.status !== 'standing') return
  const until = leaveTheStand(context, account, candidacy, { status: 'withdrawn' })
  context.emit(withdrawn, { account, until })
}
