// Writes what an account is in the community, with its quota and the census in step.
import type { Bytes } from '../../bytes/bytes.ts'
import { add, sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { setQuota } from '../../chain/kernel/keys.ts'
import type { Context } from '../../chain/module.ts'
import { membersParams } from './params.ts'
import { quotaOf } from './quotas.ts'
import { census, type Member, members } from './records.ts'
import { ROLE, writes } from './roles.ts'
import { memberOf } from './standing.ts'

type Standing = Pick<Member, 'status' | 'roles'>

/** What one account adds to the census. */
export function weigh(standing: Standing | undefined): {
  active: number
  readers: number
  operators: number
} {
  const active = standing?.status === 'active'
  const roles = active ? standing.roles : 0
  return {
    active: active ? 1 : 0,
    readers: active && !writes(roles) ? 1 : 0,
    operators: (roles & ROLE.operator) !== 0 ? 1 : 0,
  }
}

/** Refuses what would leave the community without an operator. */
export function enrol(context: Context, account: Bytes, { status, roles }: Standing): Refusal | undefined {
  const count = context.get(census, [])!
  const before = weigh(memberOf(context, account))
  const after = weigh({ status, roles })
  const operators = sub(add(count.operators, after.operators), before.operators)
  if (operators === 0) return refuse('members/last-operator')
  context.put(census, [], {
    active: sub(add(count.active, after.active), before.active),
    readers: sub(add(count.readers, after.readers), before.readers),
    operators,
  })
  context.put(members, [account], { status, roles, since: context.slot })
  setQuota(
    context,
    account,
    quotaOf(context.params(membersParams).quotas, context.genesis, { status, roles }),
  )
  return undefined
}
