// Sleepers (rule 7): who wants to be elected says in every epoch that it is awake. Peers post it by themselves.
import { struct } from '../../bytes/codec.ts'
import { command } from '../../chain/module.ts'
import { refusalOfPresence } from './presence.ts'
import { presences } from './records.ts'

export const present = command({
  params: struct({}),
  scope: 'any',
  work: () => 1,
  execute(context) {
    const { account, height, genesis } = context
    const refusal = refusalOfPresence(context, genesis, account, context)
    if (refusal) return refusal
    context.put(presences, [account], height)
    return undefined
  },
})
