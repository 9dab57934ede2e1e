// How many transactions a member may send in one window, and how a change by vote reaches every account.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Genesis } from '../../chain/genesis.ts'
import { setQuota } from '../../chain/kernel/keys.ts'
import type { Cursor, HookContext } from '../../chain/module.ts'
import { type MembersParams, membersParams } from './params.ts'
import { givenQuotas, type Member, members } from './records.ts'

/** A cursor before every account. */
const FROM_START = new Uint8Array(0)

type Quotas = MembersParams['quotas']

/** The greatest of its roles’; who is not active has an applicant's, to manage its keys with. */
export function quotaOf(
  quotas: Quotas,
  genesis: Genesis,
  { status, roles }: Pick<Member, 'status' | 'roles'>,
): number {
  let greatest = genesis.applicantQuota
  if (status !== 'active') return greatest
  for (const { role, quota } of quotas) if ((roles & role) !== 0 && quota > greatest) greatest = quota
  return greatest
}

const sameQuotas = (a: Quotas, b: Quotas): boolean =>
  a.length === b.length && a.every(({ role, quota }, i) => role === b[i]!.role && quota === b[i]!.quota)

/** At each interval: where a vote has changed the quotas, gives every account its new one, from a cursor on. */
export function giveQuotas(context: HookContext, _interval: number, cursor: Cursor): Cursor {
  let quotas = context.get(givenQuotas, [])!
  if (!cursor) {
    const voted = context.params(membersParams).quotas
    if (sameQuotas(quotas, voted)) return undefined
    // Written before the walk: quotas that a vote changes during it differ at the next interval and are given then.
    context.put(givenQuotas, [], voted)
    quotas = voted
  }
  let last: Bytes | undefined = cursor?.length ? cursor : undefined
  for (;;) {
    const next = last ? context.after(members, [last]) : context.first(members, [])
    if (!next) return undefined
    if (!context.spend()) return last ?? FROM_START
    const [account] = next.key
    setQuota(context, account, quotaOf(quotas, context.genesis, next.value))
    last = account
  }
}
