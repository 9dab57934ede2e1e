// A candidate takes another key and new reveals: they count from the next hand-over on, and the old key stays
// accusable. `// Record` of rule 9: whoever has lost its record, or has seen its key sign elsewhere, does this.
import { integer, struct } from '../../bytes/codec.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { carriedStand, keyFields } from './consent.ts'
import { rekeyed } from './events.ts'
import { forgetFormer, MAX_BASE, refusalOfKey } from './keys.ts'
import { candidacies, keys, MAX_FORMER } from './records.ts'

export const rekeyParams = struct({ ...keyFields, base: integer(0, MAX_BASE) })

export const rekey = command({
  params: rekeyParams,
  scope: 'administer',
  work: () => 6,
  carried: (params, { account }, genesisHash) => carriedStand(params, account, genesisHash),
  execute(context, { key, commitment, base }) {
    const { account, height } = context
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
    const refusal = refusalOfKey(context, { account, key, commitment, base })
    if (refusal) return refusal
    const all = [...candidacy.former, { key: candidacy.key, since: height }]
    const former = forgetFormer(context, { former: all })
    if (former.length > MAX_FORMER) return refuse('delegates/keys-full', MAX_FORMER)
    context.put(keys, [key], { account, barred: false })
    context.put(candidacies, [account], { ...candidacy, key, commitment, base, former })
    context.emit(rekeyed, { account, key })
    return undefined
  },
})
