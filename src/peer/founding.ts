// Founding a community: who founds it and with which keys, the pace that it lives at, and the ticket that lets others in.
import type { Bytes } from '../bytes/bytes.ts'
import type { Genesis } from '../chain/genesis.ts'
import { ALL_SCOPES } from '../chain/module.ts'
import type { Beginnings } from '../market/book/beginnings.ts'
import type { BookParams } from '../market/book/params.ts'
import { found } from '../market/founding.ts'
import type { MembersParams } from '../market/members/params.ts'
import { ROLE } from '../market/members/roles.ts'
import type { RulesParams } from '../market/rules/params.ts'

/** Public halves alone. Every founder is one of the first delegates. */
export interface Founder {
  readonly device: Bytes
  readonly delegate: Bytes
  /** The end of its chain of reveals, which begins at slot 0. */
  readonly commitment: Bytes
}

export interface FoundingPlan {
  readonly name: string
  readonly startMs: number
  /** The first is the operator, and the treasurer. */
  readonly founders: readonly Founder[]
  /** Whole credits that each of them begins with. */
  readonly credits: number
  /** The public half of the token that invitations hold. */
  readonly token: Bytes
  readonly genesis?: Partial<Genesis>
  readonly members?: Partial<MembersParams>
  readonly book?: Partial<BookParams>
  /** The lines, and where founders are connected. */
  readonly market?: Partial<Beginnings>
  readonly rules?: Partial<RulesParams>
}

const MICRO = 1_000_000
/** As many may be invited, for as long as a pilot lasts. */
const INVITED = 10_000
const INVITED_SLOTS = 365 * 86_400

export function foundCommunity(plan: FoundingPlan): Genesis {
  const { name, startMs, founders, credits, token, genesis, members, book, market, rules } = plan
  return found({
    founders: founders.map(({ device }, i) => ({
      devices: [{ key: device, scopes: ALL_SCOPES }],
      roles: i === 0 ? ROLE.household | ROLE.operator | ROLE.treasurer : ROLE.household,
      credits: credits * MICRO,
    })),
    ...(members && { members }),
    ...(book && { book }),
    ...(market && { market }),
    ...(rules && { rules }),
    tokens: [{ key: token, uses: INVITED, expiry: INVITED_SLOTS }],
    genesis: {
      ...{ community: name, startMs, turns: 'election' },
      delegates: founders.map(({ device, delegate, commitment }) => ({
        ...{ founder: device, key: delegate, commitment },
      })),
      ...genesis,
    },
  })
}

/** `usual`: for living with. `quick`: for showing it, with a new set of delegates every few seconds. */
export type Pace = 'usual' | 'quick'

/**
 * Two or three who meet in a field: while they are few, whoever stands takes turns, and a set of any size follows another.
 * Blocks come often enough that who stands need not wait long for the next set.
 */
export const FIELD: { readonly [P in Pace]: Partial<Genesis> } = {
  usual: { turns: 'fixed', delegateCount: 1, epochBlocks: 24, idleSlots: 20 },
  quick: {
    ...{ turns: 'fixed', delegateCount: 1, epochBlocks: 12, idleSlots: 2 },
    ...{ slotMs: 250, waitSlots: 4, quotaSlots: 40 },
  },
}

/** Who admits somebody has seen them. */
export const FIELD_MEMBERS: Partial<MembersParams> = { criteria: ['is who it says'] }
export const FIELD_CREDITS = 1000
