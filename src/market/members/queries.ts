// What screens ask about members.
import { bytes, list, optional, struct, text, u32 } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { pages, type Queries, query } from '../../chain/query.ts'
import { MAX_CRITERIA, MAX_CRITERION_BYTES, membersParams } from './params.ts'
import { applications, census, guardians, members, recoveries } from './records.ts'
import { memberCount, memberOf, voterCount } from './standing.ts'

const ofAccount = struct({ account: bytes(20) })

export const queries: Queries = {
  member: query({
    params: ofAccount,
    answer: optional(members.value),
    ask: (state, { account }) => memberOf(state, account) ?? null,
  }),
  members: pages(members, bytes(20)),
  applications: pages(applications, bytes(20)),
  /** What the operator confirms of an applicant, one by one. */
  criteria: query({
    params: struct({}),
    answer: list(text(MAX_CRITERION_BYTES), MAX_CRITERIA),
    ask: state => paramsOf(state, membersParams).criteria,
  }),
  guardians: query({
    params: ofAccount,
    answer: optional(guardians.value),
    ask: (state, { account }) => state.get(guardians, [account]) ?? null,
  }),
  /** What is under way for an account: which keys are shown, who has agreed, and until when somebody may object. */
  recovery: query({
    params: ofAccount,
    answer: optional(recoveries.value),
    ask: (state, { account }) => state.get(recoveries, [account]) ?? null,
  }),
  count: query({
    params: struct({}),
    answer: struct({ members: u32, voters: u32, operators: u32 }),
    ask: state => ({
      members: memberCount(state),
      voters: voterCount(state),
      operators: state.get(census, [])!.operators,
    }),
  }),
}
