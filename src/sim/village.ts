// A community to simulate: the ledger's own modules, with everything that takes days made to take slots.
import type { Bytes } from '../bytes/bytes.ts'
import { type Community, community } from '../chain/community.ts'
import type { Genesis } from '../chain/genesis.ts'
import { ALL_SCOPES, SCOPE } from '../chain/module.ts'
import { registry } from '../chain/registry.ts'
import { type FoundingMember, found } from '../market/founding.ts'
import { ROLE } from '../market/members/roles.ts'
import { ruleBook, version1 } from '../market/registry.ts'

/** Who founds a community. */
export interface Founding {
  readonly members: number
  newKey(): Bytes
  /** How many seats there are, and how many of the first founders have a delegate's key at all. */
  readonly seats: number
  readonly candidates: number
  readonly epochBlocks: number
  /** Gives the founder with this first device a delegate's key; founder by founder, in their order. */
  delegate(founder: Bytes): Genesis['delegates'][number]
}

/** Founds a community. The first founders live at the first peers. */
export type Town = (founding: Founding) => Community

const CREDITS = 50_000_000
const OPERATOR = ROLE.operator | ROLE.household

/** The delegates that genesis names: as many of the candidates as there are seats. */
function firstDelegates({ candidates, seats, delegate }: Founding, founders: readonly FoundingMember[]) {
  const all = founders.slice(0, candidates).map(({ devices }) => delegate(devices[0]!.key))
  return { delegates: all.slice(0, seats), delegateCount: seats }
}

/** The rules as they are, and once more as a next version: an upgrade changes nothing but the number. */
const twoVersions = new Map([
  [1, registry(...version1)],
  [2, registry(...version1)],
])

/** An operator of three keys of which two must agree, a treasurer, and households, one in four with two devices. */
export const village: Town = founding => {
  const { members, newKey, epochBlocks, seats } = founding
  const device = (scopes = ALL_SCOPES) => ({ key: newKey(), scopes })
  const founders: FoundingMember[] = []
  for (let i = 0; i < members; i++) {
    if (i === 0)
      founders.push({
        devices: [device(), device(), device()],
        threshold: 2,
        roles: OPERATOR,
        credits: CREDITS,
      })
    else if (i === 1) founders.push({ devices: [device()], roles: OPERATOR, credits: CREDITS })
    else if (i === 2)
      founders.push({ devices: [device()], roles: ROLE.treasurer | ROLE.household, credits: CREDITS })
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
    rules: { leastSlots: 10, mostSlots: 60, noticeBlocks: 12, openProposals: 4 },
    delegates: { votes: Math.min(16, Math.max(1, seats - 1)), stake: 1_000_000 },
    book: {
      kinds: ['electricity', 'heat'],
      gateSlots: 8,
      aheadIntervals: 3,
      historyIntervals: 2,
      leastPrice: -200,
      openOrders: 5,
      ...market(members),
    },
    genesis: {
      ...firstDelegates(founding, founders),
      turns: 'election',
      epochBlocks,
      waitSlots: 5,
      evidenceSlots: 400,
      intervalSlots: 30,
      idleSlots: 20,
      quotaSlots: 20,
      applicantQuota: 3,
      workBudget: 120,
      // So few that orders go on from where they stopped.
      maxTrades: 2,
      // Scarce, so that hooks stop at their share and go on from a cursor.
      hookBudget: 12,
    },
  })
  return community(genesis, twoVersions)
}

/** Some villages trade blocks of intervals, too. */
const blocks: { readonly [variant: number]: readonly number[] } = { 3: [2], 5: [2, 3] }

/** Some villages call their books at the gate, and in some takers may hesitate. */
function market(members: number) {
  const mechanism = (['cda', 'clear', 'cda', 'cda', 'bid', 'cda'] as const)[members % 6]!
  const halt = { percent: 20, least: 30, within: 20, rest: 15 }
  return mechanism === 'cda'
    ? { mechanism, halt, hesitation: members % 6 === 3 ? 12 : null, blocks: blocks[members % 6] ?? [] }
    : { mechanism, halt: null, collar: null }
}

/** A community as it would be founded: an operator who is treasurer, too, and households with credits to spend. */
export const street: Town = founding => {
  const { members, newKey, epochBlocks } = founding
  const founders = Array.from({ length: members }, (_, i) => ({
    devices: [{ key: newKey(), scopes: ALL_SCOPES }],
    roles: i === 0 ? ROLE.household | ROLE.operator | ROLE.treasurer : ROLE.household,
    credits: 20 * CREDITS,
  }))
  const genesis = { ...firstDelegates(founding, founders), turns: 'election' as const, epochBlocks }
  return community(found({ founders, genesis }), ruleBook)
}
