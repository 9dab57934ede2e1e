// A candidate locks more: where a vote asks a greater stake of all, who stands already comes up with the rest.
import { struct } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { setBond } from './bond.ts'
import { candidacies, MAX_STAKE, stakeAmount } from './records.ts'

export const raiseParams = struct({ amount: stakeAmount })

export const raise = command({
  params: raiseParams,
  scope: 'vote',
  work: () => 2,
  execute(context, { amount }) {
    const { account } = context
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
    const stake = add(candidacy.stake, amount)
    if (amount < 1 || stake > MAX_STAKE) return refuse('delegates/amount', MAX_STAKE)
    const refusal = setBond(context, account, 'candidacy', candidacy.stake, stake)
    if (refusal) return refusal
    context.put(candidacies, [account], { ...candidacy, stake })
    return undefined
  },
})
