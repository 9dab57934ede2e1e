// Founding a community: a genesis from a list of founders, with sane values for everything else.
import { type Bytes, compareBytes } from '../bytes/bytes.ts'
import { encode } from '../bytes/codec.ts'
import { sha256 } from '../bytes/hash.ts'
import { GenesisError } from '../chain/begin.ts'
import type { Genesis } from '../chain/genesis.ts'
import type { NewDevice } from '../chain/kernel/keys.ts'
import type { Module } from '../chain/module.ts'
import { accounts } from './accounts/index.ts'
import type { Beginnings } from './book/beginnings.ts'
import { book } from './book/index.ts'
import type { BookParams } from './book/params.ts'
import { delegates } from './delegates/index.ts'
import type { DelegatesParams } from './delegates/params.ts'
import { members } from './members/index.ts'
import type { MembersParams } from './members/params.ts'
import { ROLE } from './members/roles.ts'
import { rulesModule } from './rules/index.ts'
import type { RulesParams } from './rules/params.ts'

export interface FoundingMember {
  /** The first gives the account its id. */
  readonly devices: readonly NewDevice[]
  /** How many administering devices must agree; one, where left out. */
  readonly threshold?: number
  /** A set of ROLE bits; a household, where left out. */
  readonly roles?: number
  /** Micro-credits held, and how far below zero the balance may go. */
  readonly credits?: number
  readonly line?: number
}

export type Section = Genesis['modules'][number]

export interface Founding {
  readonly founders: readonly FoundingMember[]
  readonly tokens?: Genesis['tokens']
  readonly members?: Partial<MembersParams>
  readonly rules?: Partial<RulesParams>
  readonly delegates?: Partial<DelegatesParams>
  readonly book?: Partial<BookParams>
  /** The feeder, its limits, and who is connected where. */
  readonly market?: Partial<Beginnings>
  /** What genesis says of further modules. */
  readonly sections?: readonly Section[]
  readonly genesis?: Partial<Omit<Genesis, 'modules' | 'tokens'>>
}

/** What genesis says of one module. */
export const section = <P, G>(module: Module<P, G>, params: P, begin: G): Section => ({
  name: module.name,
  params: encode(module.params, params),
  begin: encode(module.genesis, begin),
})

const DECLARATION = sha256(
  new TextEncoder().encode('We share energy among neighbours, by the rules of this ledger.'),
)

const MEMBERS: MembersParams = {
  declaration: DECLARATION,
  criteria: ['is who it says', 'has a meter on this feeder', 'has read what others can see'],
  applicationSlots: 14 * 86_400,
  invitationUses: 1000,
  invitationSlots: 30 * 86_400,
  leastGuardians: 2,
  gatheringSlots: 7 * 86_400,
  recoveryDelaySlots: 3 * 86_400,
  quotas: [
    { role: ROLE.household, quota: 60 },
    { role: ROLE.generator, quota: 60 },
    { role: ROLE.retailer, quota: 120 },
    { role: ROLE.aggregator, quota: 600 },
    { role: ROLE.supplier, quota: 600 },
    { role: ROLE.charger, quota: 120 },
    { role: ROLE.driver, quota: 60 },
    { role: ROLE.operator, quota: 600 },
    { role: ROLE.treasurer, quota: 600 },
    { role: ROLE.reviewer, quota: 60 },
    { role: ROLE.regulator, quota: 10 },
  ],
}

const RULES: RulesParams = {
  passPercent: 50,
  openProposals: 16,
  leastSlots: 3600,
  mostSlots: 30 * 86_400,
  noticeBlocks: 1000,
  releaseKey: null,
}

const DELEGATES: DelegatesParams = {
  weigh: 'members',
  stake: 0,
  votes: 7,
  unbondingSlots: 86_400,
  accuserPercent: 10,
  rewardPart: 1000,
}

const BOOK: BookParams = {
  kinds: ['electricity'],
  gateSlots: 300, // five minutes
  aheadIntervals: 96 + 8, // tomorrow, and some
  historyIntervals: 7 * 96,
  leastPrice: 0,
  mostPrice: 5000,
  mostEnergy: 1_000_000,
  openOrders: 16,
  deposit: 50,
  potFee: 1,
  fundFee: 1,
  collar: { percent: 50, least: 50 },
  halt: { percent: 30, least: 50, within: 300, rest: 300 },
  mechanism: 'cda',
  hesitation: null,
  blocks: [],
}

const GENESIS: Omit<Genesis, 'modules' | 'tokens'> = {
  format: 1,
  community: 'Wattle',
  startMs: 1_767_225_600_000, // the start of 2026, UTC: a boundary in every time zone that keeps quarters
  slotMs: 1000,
  intervalMinutes: 15,
  intervalSlots: 900,
  delegateCount: 21,
  epochBlocks: 420, // twenty for each delegate
  idleSlots: 60,
  staleSlots: 60,
  waitSlots: 10,
  evidenceSlots: 7 * 86_400,
  quotaSlots: 60,
  applicantQuota: 5,
  workBudget: 20_000,
  hookBudget: 20_000,
  maxTrades: 16,
  rules: 1,
  delegates: [],
  turns: 'fixed',
}

export function found(founding: Founding): Genesis {
  const { founders } = founding
  founders.forEach(({ devices }, i) => {
    if (devices.length === 0) throw new GenesisError(`founder ${i} has no device`)
  })
  const rules = rulesModule(() => []) // only its codecs are asked for here
  const sections = [
    section(
      members,
      { ...MEMBERS, ...founding.members },
      {
        founders: founders.map(({ devices, threshold = 1, roles = ROLE.household }) => ({
          devices,
          threshold,
          roles,
        })),
      },
    ),
    section(accounts, {}, { balances: balancesOf(founders) }),
    section(rules, { ...RULES, ...founding.rules }, {}),
    section(delegates, { ...DELEGATES, ...founding.delegates }, {}),
    section(
      book,
      { ...BOOK, ...founding.book },
      { feeder: null, limits: [], points: [], ...founding.market },
    ),
    ...(founding.sections ?? []),
  ]
  return {
    ...GENESIS,
    ...founding.genesis,
    modules: sections.sort((a, b) => (a.name < b.name ? -1 : 1)),
    tokens: [...(founding.tokens ?? [])].sort((a, b) => compareBytes(a.key, b.key)),
  }
}

function balancesOf(
  founders: readonly FoundingMember[],
): { readonly device: Bytes; readonly amount: number; readonly line: number }[] {
  return founders
    .filter(({ credits = 0, line = 0 }) => credits > 0 || line > 0)
    .map(({ devices, credits = 0, line = 0 }) => ({ device: devices[0]!.key, amount: credits, line }))
    .sort((a, b) => compareBytes(a.device, b.device))
}
