// Who is a member, and as what: the narrow functions that other modules ask.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import type { Membership } from '../../chain/consensus/membership.ts'
import type { Reading } from '../../chain/store.ts'
import { census, type Member, members } from './records.ts'
import { ROLE, type Role, writes } from './roles.ts'

/** What is known of an account that was ever admitted, whatever has become of it since. */
export const memberOf = (state: Reading, account: Bytes): Member | undefined => state.get(members, [account])

/** The member, while it belongs to the community; suspended members do. */
export function belongs(state: Reading, account: Bytes): Member | undefined {
  const member = memberOf(state, account)
  return member?.status === 'active' || member?.status === 'suspended' ? member : undefined
}

/** Admitted, and neither suspended nor gone. */
export const isMember = (state: Reading, account: Bytes): boolean =>
  memberOf(state, account)?.status === 'active'

/** Whether it is a member with this role. */
export function hasRole(state: Reading, account: Bytes, role: Role): boolean {
  const member = memberOf(state, account)
  return member?.status === 'active' && (member.roles & ROLE[role]) !== 0
}

/** Whether it is a member that may do more than read. */
export const mayWrite = (state: Reading, account: Bytes): boolean =>
  refusalToWrite(state, account) === undefined

/** As mayWrite, saying why not. Every command asks this but those about an account's own keys, guardians, credits. */
export function refusalToWrite(state: Reading, account: Bytes): Refusal | undefined {
  const member = memberOf(state, account)
  if (member?.status === 'suspended') return refuse('members/suspended')
  if (member?.status !== 'active') return refuse('members/not-a-member')
  return writes(member.roles) ? undefined : refuse('members/reads-only')
}

/** How many members there are now. */
export const memberCount = (state: Reading): number => state.get(census, [])!.active

/** Of how many more than a share must say yes: of all who belong and could ever write, the suspended ones counted. */
export const voterCount = (state: Reading): number => state.get(census, [])!.voters

/** The slot since which it has been one of them. */
export const voterSince = (state: Reading, account: Bytes): number | undefined =>
  memberOf(state, account)?.voter ?? undefined

/** One member, one vote, in the recovery of a community that has lost its delegates. */
export const membership: Membership = {
  weightOf: (state, account) => (mayWrite(state, account) ? 1 : 0),
  total: voterCount,
}
