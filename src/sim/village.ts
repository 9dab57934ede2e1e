// A community to simulate: the ledger's own modules, with everything that takes days made to take slots.
import type { Bytes } from '../bytes/bytes.ts'
import { type Community, community } from '../chain/community.ts'
import { ALL_SCOPES, SCOPE } from '../chain/module.ts'
import { type FoundingMember, found } from '../market/founding.ts'
import { ROLE } from '../market/members/roles.ts'
import { ruleBook } from '../market/registry.ts'

/** Founds a community of so many members, with keys made by `newKey`. */
export type Town = (members: number, newKey: () => Bytes) => Community

const CREDITS = 50_000_000

/** An operator of three keys of which two must agree, a treasurer, and households, one in four with two devices. */
export const village: Town = (members, newKey) => {
  const device = (scopes = ALL_SCOPES) => ({ key: newKey(), scopes })
  const founders: FoundingMember[] = []
  for (let i = 0; i < members; i++) {
    if (i === 0)
      founders.push({ devices: [device(), device(), device()], threshold: 2, roles: ROLE.operator })
    else if (i === 1)
      founders.push({ devices: [device()], roles: ROLE.operator | ROLE.household, credits: CREDITS })
    else if (i === 2) founders.push({ devices: [device()], roles: ROLE.treasurer, credits: CREDITS })
    else {
      const devices = i % 4 === 3 ? [device(), device(SCOPE.trade | SCOPE.vote)] : [device()]
      founders.push({ devices, credits: CREDITS, line: i % 5 === 0 ? 5_000_000 : 0 })
    }
  }
  const genesis = found({
    founders,
    tokens: [{ key: newKey(), uses: 40, expiry: 100_000 }],
    members: {
      applicationSlots: 50,
      invitationSlots: 200,
      gatheringSlots: 40,
      recoveryDelaySlots: 15,
      quotas: [
        { role: ROLE.household, quota: 12 },
        { role: ROLE.operator, quota: 40 },
        { role: ROLE.treasurer, quota: 40 },
        { role: ROLE.regulator, quota: 3 },
      ],
    },
    rules: { leastSlots: 10, mostSlots: 60, noticeBlocks: 50, openProposals: 4 },
    genesis: {
      intervalSlots: 30,
      idleSlots: 20,
      quotaSlots: 20,
      applicantQuota: 3,
      workBudget: 120,
      // Scarce, so that hooks stop at their share and go on from a cursor.
      hookBudget: 12,
    },
  })
  return community(genesis, ruleBook)
}

/** A community as it would be founded: an operator who is treasurer, too, and households with credits to spend. */
export const street =
  (delegates: number): Town =>
  (members, newKey) => {
    const founders = Array.from({ length: members }, (_, i) => ({
      devices: [{ key: newKey(), scopes: ALL_SCOPES }],
      roles: i === 0 ? ROLE.household | ROLE.operator | ROLE.treasurer : ROLE.household,
      credits: 20 * CREDITS,
    }))
    return community(found({ founders, genesis: { delegateCount: delegates } }), ruleBook)
  }
