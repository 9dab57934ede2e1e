// The founders: accounts and members that genesis states.
import { bytes, integer, list, struct } from '../../bytes/codec.ts'
import { GenesisError } from '../../chain/begin.ts'
import { openAccount } from '../../chain/kernel/keys.ts'
import { MAX_DEVICES } from '../../chain/limits.ts'
import type { Context } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { scopeSet } from './consent.ts'
import { weigh } from './enrol.ts'
import { membersParams } from './params.ts'
import { quotaOf } from './quotas.ts'
import { census, givenQuotas, members } from './records.ts'
import { roleSet, writes } from './roles.ts'

export const MAX_FOUNDERS = 100_000

/** A founder's account is its first device's. */
const founder = struct({
  devices: list(struct({ key: bytes(32), scopes: scopeSet }), MAX_DEVICES),
  threshold: integer(1, MAX_DEVICES),
  roles: roleSet,
})
export type Founder = ReturnType<typeof founder.read>

export const genesis = struct({ founders: list(founder, MAX_FOUNDERS) })

export function begin(context: Context, { founders }: ReturnType<typeof genesis.read>): void {
  const { quotas } = context.params(membersParams)
  let active = 0
  let voters = 0
  let operators = 0
  founders.forEach(({ devices, threshold, roles }, i) => {
    const first = devices[0]
    if (!first) throw new GenesisError(`founder ${i} has no device`)
    const account = accountId(context.genesisHash, first.key)
    const standing = { status: 'active', roles } as const
    const quota = quotaOf(quotas, context.genesis, standing)
    if (new Set(devices.map(({ key }) => key.join())).size < devices.length)
      throw new GenesisError(`founder ${i} names a device twice`)
    const refusal = openAccount(context, account, devices, threshold, quota)
    if (refusal) throw new GenesisError(`founder ${i}: ${refusal.code}`)
    const member = { ...standing, since: 0, voter: writes(roles) ? 0 : null }
    context.put(members, [account], member)
    const weight = weigh(member)
    active += weight.active
    voters += weight.voters
    operators += weight.operators
  })
  if (operators === 0) throw new GenesisError('no founder is an operator')
  context.put(census, [], { active, voters, operators })
  context.put(givenQuotas, [], quotas)
}
