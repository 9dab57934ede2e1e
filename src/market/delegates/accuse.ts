// Anybody accuses a key of having broken rule 6. One accusation a key counts: its stake is lost, and it is barred.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, struct } from '../../bytes/codec.ts'
import { add, divFloor, mul, sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { isEra, lastActive } from '../../chain/consensus/branch.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { credit, takeLocked } from '../accounts/money.ts'
import { NO_NAME } from './bond.ts'
import { convicted } from './events.ts'
import { contradicts, eraOf, evidenceCodec, signaturesIn } from './evidence.ts'
import { delegatesParams } from './params.ts'
import { contribute } from './pot.ts'
import { candidacies, keys } from './records.ts'
import { leaveTheStand } from './release.ts'

export const accuseParams = struct({ key: bytes(32), evidence: evidenceCodec })

export const accuse = command({
  params: accuseParams,
  scope: 'any',
  // Three signatures in all, and two headers to hash.
  work: () => 6,
  check: ({ evidence }) => (contradicts(evidence) ? undefined : refuse('delegates/no-offence')),
  carried: ({ key, evidence }) => signaturesIn(key, evidence),
  execute(context, { key, evidence }) {
    if (!isEra(context, eraOf(evidence))) return refuse('delegates/elsewhere')
    const known = context.get(keys, [key])
    if (known?.barred) return refuse('delegates/accused')
    const refusal = refusalOfTime(context, key)
    if (refusal) return refusal
    const account = known?.account ?? null
    context.put(keys, [key], { account, barred: true })
    const { slashed, reward } = account ? slash(context, account) : { slashed: 0, reward: 0 }
    context.emit(convicted, { key, account, slashed, accuser: context.account, reward })
    return undefined
  },
})

function refusalOfTime(context: CommandContext, key: Bytes): Refusal | undefined {
  const left = lastActive(context, key)
  if (left === undefined) return refuse('delegates/never-active')
  if (left === 'active') return undefined
  // Evidence (rule 6): until evidenceSlots after the last block at which the key was in an active set.
  const last = add(left, context.genesis.evidenceSlots)
  return context.slot > last ? refuse('delegates/too-late', left, last) : undefined
}

/** The candidacy behind the key stands no more and loses its stake, whichever of its keys it was. */
function slash(context: CommandContext, account: Bytes): { slashed: number; reward: number } {
  const candidacy = context.get(candidacies, [account])!
  const slashed = candidacy.stake
  leaveTheStand(context, account, candidacy, { status: 'barred', stake: 0 })
  if (slashed === 0) return { slashed, reward: 0 }
  takeLocked(context, account, 'candidacy', NO_NAME, slashed)
  const { accuserPercent } = context.params(delegatesParams)
  const own = equalBytes(account, context.account)
  const reward = own ? 0 : divFloor(mul(slashed, accuserPercent), 100)
  if (reward > 0) credit(context, context.account, reward)
  contribute(context, sub(slashed, reward))
  return { slashed, reward }
}
