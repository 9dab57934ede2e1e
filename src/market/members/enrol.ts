// Writes what an account is in the community, with its quota and the census in step.
import type { Bytes } from '../../bytes/bytes.ts'
import { add, sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { setQuota } from '../../chain/kernel/keys.ts'
import type { Context } from '../../chain/module.ts'
import { quotaOf } from './quotas.ts'
import { census, givenQuotas, type Member, members } from './records.ts'
import { ROLE, writes } from './roles.ts'
import { belongs, memberOf } from './standing.ts'

type Standing = Pick<Member, 'status' | 'roles'>

/** What one account adds to the census. */
export function weigh(member: Pick<Member, 'status' | 'roles' | 'voter'> | undefined): {
  active: number
  voters: number
  operators: number
} {
  const active = member?.status === 'active'
  return {
    active: active ? 1 : 0,
    voters: member && member.voter !== null ? 1 : 0,
    operators: active && (member.roles & ROLE.operator) !== 0 ? 1 : 0,
  }
}

/**
 * The slot since which it is one of those who vote. That ends with the membership and not before, so an operator
 * who suspends members or makes them readers does not make the rest more.
 */
function voterFrom(context: Context, account: Bytes, { status, roles }: Standing): number | null {
  if (status !== 'active' && status !== 'suspended') return null
  return belongs(context, account)?.voter ?? (writes(roles) ? context.slot : null)
}

/** Refuses what would leave the community without an operator. */
export function enrol(context: Context, account: Bytes, standing: Standing): Refusal | undefined {
  const { status, roles } = standing
  const count = context.get(census, [])!
  const member = { status, roles, since: context.slot, voter: voterFrom(context, account, standing) }
  const before = weigh(memberOf(context, account))
  const after = weigh(member)
  const operators = sub(add(count.operators, after.operators), before.operators)
  if (operators === 0) return refuse('members/last-operator')
  context.put(census, [], {
    active: sub(add(count.active, after.active), before.active),
    voters: sub(add(count.voters, after.voters), before.voters),
    operators,
  })
  context.put(members, [account], member)
  // By the quotas that all accounts have been given: those that a vote has changed since come to all together.
  setQuota(context, account, quotaOf(context.get(givenQuotas, [])!, context.genesis, standing))
  return undefined
}
