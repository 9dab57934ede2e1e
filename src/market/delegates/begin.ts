// The first delegates stand from the beginning, so that they can be elected again and accused.
import { struct } from '../../bytes/codec.ts'
import { GenesisError } from '../../chain/begin.ts'
import type { Context } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { mayWrite } from '../members/standing.ts'
import { setBond } from './bond.ts'
import { delegatesParams } from './params.ts'
import { candidacies, keys, totals } from './records.ts'

export const genesis = struct({})

export function begin(context: Context): void {
  const { delegates } = context.genesis
  const { stake } = context.params(delegatesParams)
  delegates.forEach(({ founder, key, commitment }, i) => {
    const account = accountId(context.genesisHash, founder)
    if (!mayWrite(context, account)) throw new GenesisError(`delegate ${i} is no founder who writes`)
    if (context.get(candidacies, [account])) throw new GenesisError(`delegate ${i} stands twice`)
    if (context.get(keys, [key])) throw new GenesisError(`delegate ${i} has another’s key`)
    const refusal = setBond(context, account, 'candidacy', 0, stake)
    if (refusal) throw new GenesisError(`delegate ${i} cannot lock its stake: ${refusal.code}`)
    context.put(keys, [key], { account, barred: false })
    context.put(candidacies, [account], {
      number: i + 1,
      status: 'standing',
      since: 0,
      key,
      commitment,
      base: 0,
      former: [],
      stake,
      until: null,
    })
  })
  context.put(totals, [], { newest: delegates.length, candidacies: delegates.length, blocks: 0 })
}
