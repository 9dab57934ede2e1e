// What genesis states for members, and a vote can change.
import { bytes, integer, list, struct, text } from '../../bytes/codec.ts'
import type { ParamsOf } from '../../chain/module.ts'
import { MAX_GUARDIANS, MEMBERS, NAME, quotaList } from './records.ts'
import { ROLE } from './roles.ts'

/** Criteria are confirmed one by one as bits of a small integer. */
export const MAX_CRITERIA = 16
/** A line on a phone's screen; all of them fit a proposal. */
export const MAX_CRITERION_BYTES = 96

const slots = integer(1, 0xffff_ffff)
/** The least that people have time for, at a block a slot. */
const LEAST_SLOTS = 10

const params = struct({
  /** The hash of the community's joint declaration, which an applicant signs. */
  declaration: bytes(32),
  /** What the operator confirms of an applicant, one by one. */
  criteria: list(text(MAX_CRITERION_BYTES), MAX_CRITERIA),
  /** How long an application waits for the operator. */
  applicationSlots: slots,
  /** How often, and how long, an invitation can be used at most. */
  invitationUses: integer(1, 0xffff_ffff),
  invitationSlots: slots,
  /** How many named guardians must agree to a recovery at least. */
  leastGuardians: integer(1, MAX_GUARDIANS),
  /** How long a recovery may gather agreement, and how long an old key can then object. */
  gatheringSlots: slots,
  recoveryDelaySlots: slots,
  /** Transactions in one window by role; the greatest of a member's counts, and an applicant's is the least. */
  quotas: quotaList,
})
export type MembersParams = ReturnType<typeof params.read>

/** To ask for the parameters in force. */
export const membersParams: ParamsOf<MembersParams> = { id: MEMBERS, name: NAME, params }

export function checkParams({ criteria, quotas, ...times }: MembersParams): string | undefined {
  const { applicationSlots, gatheringSlots, recoveryDelaySlots } = times
  if (applicationSlots < LEAST_SLOTS) return 'an application would lapse before it could be decided on'
  if (gatheringSlots < LEAST_SLOTS) return 'a recovery would end before guardians could agree'
  if (recoveryDelaySlots < LEAST_SLOTS) return 'a recovery would be done before an old key could object'
  if (criteria.some(criterion => criterion === '')) return 'a criterion says nothing'
  if (new Set(criteria).size < criteria.length) return 'a criterion is stated twice'
  if (quotas.some(({ role }) => (role & (role - 1)) !== 0))
    return 'a quota is for one role, not for several together'
  if (!quotas.some(({ role, quota }) => role === ROLE.operator && quota > 0))
    return 'operators have no quota, so nobody could be admitted'
  return undefined
}

/** The criteria as a set of bits, all confirmed. */
export const allCriteria = ({ criteria }: MembersParams): number => (1 << criteria.length) - 1

export const criteriaSet = integer(0, (1 << MAX_CRITERIA) - 1)
