// A candidate withdraws. Where it is in the active set it goes with the next hand-over, and its stake stays locked.
import { struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { withdrawn } from './events.ts'
import { candidacies } from './records.ts'
import { leaveTheStand } from './release.ts'

export const withdraw = command({
  params: struct({}),
  scope: 'vote',
  work: () => 2,
  execute(context) {
    const { account } = context
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
    const until = leaveTheStand(context, account, candidacy, { status: 'withdrawn' })
    context.emit(withdrawn, { account, until })
    return undefined
  },
})
