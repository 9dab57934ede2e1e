// The members' records.
import { compareBytes } from '../../bytes/bytes.ts'
import { ascending, bytes, integer, list, oneOf, optional, struct, u32, uint } from '../../bytes/codec.ts'
import { keyAccount, table } from '../../chain/table.ts'
import { ALL_ROLES, roleSet } from './roles.ts'

export const MEMBERS = 1
export const NAME = 'members'

/** Sealed for the operator: a name, an address, a meter's number. */
export const MAX_DETAILS_BYTES = 512
/** As many as a person can keep in touch with. */
export const MAX_GUARDIANS = 7
/** Keys that are shown for one account: one by each guardian, or by so many operators. */
export const MAX_CLAIMS = 8

const member = struct({
  status: oneOf('active', 'suspended', 'left', 'excluded'),
  roles: roleSet,
  /** The slot from which on it has this status. */
  since: uint,
  /** The slot since which it counts among those who vote, or did; null for who has only ever read, or is gone. */
  voter: optional(uint),
})
export type Member = ReturnType<typeof member.read>

export const members = table({
  module: MEMBERS,
  id: 1,
  name: 'member',
  key: [keyAccount],
  value: member,
  life: 'for good, one an account that was ever admitted: contracts and statements name it after it has left',
})

export const applications = table({
  module: MEMBERS,
  id: 2,
  name: 'application',
  key: [keyAccount],
  value: struct({ roles: roleSet, details: bytes(0, MAX_DETAILS_BYTES), until: uint }),
  life: 'until the operator has decided or its last slot has passed',
})

export const accountSet = ascending(bytes(20), MAX_GUARDIANS, compareBytes)

export const guardians = table({
  module: MEMBERS,
  id: 3,
  name: 'guardians',
  key: [keyAccount],
  value: struct({ accounts: accountSet, need: integer(1, MAX_GUARDIANS) }),
  life: 'until the member names others or none, leaves or is excluded',
})

const claim = struct({
  key: bytes(32),
  opener: bytes(20),
  /** The guardians who have agreed to this key. */
  endorsed: accountSet,
})
export type Claim = ReturnType<typeof claim.read>

const recovery = struct({
  /** The keys that are shown, each by somebody else; and once enough have agreed to one, that one alone. */
  claims: list(claim, MAX_CLAIMS),
  /** The height at which enough had agreed and the delay began. */
  agreed: optional(uint),
  /** The slot of its hook: until then the guardians may agree, and then an old key may object. */
  due: uint,
})
export type Recovery = ReturnType<typeof recovery.read>

export const recoveries = table({
  module: MEMBERS,
  id: 4,
  name: 'recovery',
  key: [keyAccount],
  value: recovery,
  life: 'until it is done, an old key objects, the membership ends or its deadline passes',
})

/** How many members there are: active ones, those who count in votes, those who operate. */
export const census = table({
  module: MEMBERS,
  id: 5,
  name: 'census',
  key: [],
  value: struct({ active: u32, voters: u32, operators: u32 }),
  life: 'for good',
})

export const quotaList = ascending(
  struct({ role: integer(1, ALL_ROLES), quota: u32 }),
  11,
  (a, b) => a.role - b.role,
)

/** The quotas that the accounts have been given, to see that a vote has changed them. */
export const givenQuotas = table({
  module: MEMBERS,
  id: 6,
  name: 'given quotas',
  key: [],
  value: quotaList,
  life: 'for good',
})
