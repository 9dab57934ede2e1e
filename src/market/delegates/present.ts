// Sleepers (rule 7): who wants to be elected says in every epoch that it is awake. Peers post it by themselves.
import { struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { boundaryBelow, revealsSpent } from './keys.ts'
import { candidacies, presences } from './records.ts'

export const present = command({
  params: struct({}),
  scope: 'any',
  work: () => 1,
  execute(context) {
    const { account, height, slot } = context
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
    if (revealsSpent(candidacy, slot)) return refuse('delegates/reveals-spent')
    const before = context.get(presences, [account])
    if (before !== undefined && before > boundaryBelow(context.genesis, height))
      return refuse('delegates/present', before)
    context.put(presences, [account], height)
    return undefined
  },
})
