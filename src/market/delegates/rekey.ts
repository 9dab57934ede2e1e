// A candidate takes another key and new reveals: they count from the next hand-over on, and the old key stays
// accusable. `// Record` of rule 9: whoever has lost its record, or has seen its key sign elsewhere, does this. Or it
// keeps its key and its record and takes new reveals alone, before those that it has are spent.
import { equalBytes } from '../../bytes/bytes.ts'
import { integer, struct } from '../../bytes/codec.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Delegate } from '../../chain/consensus/sets.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { carriedStand, keyFields } from './consent.ts'
import { rekeyed } from './events.ts'
import { forgetFormer, MAX_BASE, refusalOfKey, refusalOfReveals } from './keys.ts'
import { type Candidacy, candidacies, keys, MAX_FORMER } from './records.ts'

export const rekeyParams = struct({ ...keyFields, base: integer(0, MAX_BASE) })

export const rekey = command({
  params: rekeyParams,
  scope: 'vote',
  work: () => 6,
  carried: (params, { account }, genesisHash) => carriedStand(params, account, genesisHash),
  execute(context, { key, commitment, base }) {
    const { account, height } = context
    const candidacy = context.get(candidacies, [account])
    if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
    const fresh = { account, key, commitment, base }
    if (equalBytes(key, candidacy.key)) return renew(context, candidacy, fresh)
    const refusal = refusalOfKey(context, fresh)
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

/** Reveals (rule 1): another chain for the same key, that begins after the one it has. */
function renew(context: CommandContext, candidacy: Candidacy, fresh: Delegate): Refusal | undefined {
  const { account, key, commitment, base } = fresh
  if (equalBytes(commitment, candidacy.commitment)) return refuse('delegates/key-taken')
  const refusal = refusalOfReveals(context, fresh, candidacy.base + 1)
  if (refusal) return refusal
  context.put(candidacies, [account], { ...candidacy, commitment, base })
  context.emit(rekeyed, { account, key })
  return undefined
}
