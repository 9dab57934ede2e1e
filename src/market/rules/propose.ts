// A member proposes a change of the rules.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { struct, uint } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { type Context, command, type DueHook, type Module } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { belongs, refusalToWrite, voterCount } from '../members/standing.ts'
import { changeCodec } from './change.ts'
import { reject } from './close.ts'
import { refusalOf } from './enact.ts'
import { proposed } from './events.ts'
import { rulesParams } from './params.ts'
import { MAX_PROPOSALS, type Proposal, proposals, subjectOf, tally } from './records.ts'

export const proposeParams = struct({
  change: changeCodec,
  /** The slot in whose first block the vote ends and the change, if it has passed, is made. */
  until: uint,
})

export const propose = (modules: () => readonly Module[], end: DueHook) =>
  command({
    params: proposeParams,
    scope: 'vote',
    // It looks at every proposal that stands, MAX_PROPOSALS at most: as much as a few transfers.
    work: () => 8,
    execute(context, { change, until }) {
      const { account, slot } = context
      const refusal = refusalToWrite(context, account) ?? refusalOf(context, modules(), change)
      if (refusal) return refusal
      const { leastSlots, mostSlots } = context.params(rulesParams)
      const earliest = add(slot, leastSlots)
      const latest = add(slot, mostSlots)
      if (until < earliest || until > latest) return refuse('rules/until', until, earliest, latest)
      const crowd = makeRoom(context, end, account)
      if (crowd) return crowd
      const number = add(context.get(tally, [])!.newest, 1)
      const electorate = voterCount(context)
      context.put(tally, [], { newest: number })
      context.put(proposals, [number], {
        proposer: account,
        change,
        opened: slot,
        until,
        yes: 0,
        no: 0,
        electorate,
        closed: false,
      })
      context.schedule(end, until, subjectOf(number))
      context.emit(proposed, { number, proposer: account, until })
      return undefined
    },
  })

/** Sees to it that there is room for one more of this member's: where there is none, an orphan makes way. */
function makeRoom(context: Context, end: DueHook, account: Bytes): Refusal | undefined {
  const { openProposals } = context.params(rulesParams)
  const { all, open, own, orphan } = survey(context, account)
  if (own) return refuse('rules/one-each')
  const left = orphan && open >= openProposals ? open - 1 : open
  if (left >= openProposals || all >= MAX_PROPOSALS) return refuse('rules/crowded', openProposals)
  if (left < open) reject(context, end, orphan!.number, orphan!.proposal)
  return undefined
}

/** What stands: how many, how many of them open, whether one is this member's, and one whose proposer is gone. */
function survey(state: Reading, account: Bytes) {
  let all = 0
  let open = 0
  let own = false
  let orphan: { readonly number: number; readonly proposal: Proposal } | undefined
  for (const { key, value } of state.each(proposals)) {
    all += 1
    if (value.closed) continue
    open += 1
    own ||= equalBytes(value.proposer, account)
    // Suspended members keep theirs: else an operator could clear the table by suspending for a moment.
    if (!belongs(state, value.proposer)) orphan ??= { number: key[0], proposal: value }
  }
  return { all, open, own, orphan }
}
