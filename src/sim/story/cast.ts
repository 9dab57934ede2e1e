// The places of the demonstration: eight that keep one ledger, each with a device and a part to play.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { type Community, community } from '../../chain/community.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { found } from '../../market/founding.ts'
import { ROLE } from '../../market/members/roles.ts'
import { ruleBook } from '../../market/registry.ts'
import type { Founding } from '../village.ts'

export interface Place {
  readonly label: string
  readonly part: string
}

/** In the order of their peers; the first four take turns. */
export const PLACES: readonly Place[] = [
  { label: 'Mill', part: 'admits' },
  { label: 'School', part: 'keeps the purse' },
  { label: 'Café', part: '' },
  { label: 'No. 2', part: '' },
  { label: 'No. 4', part: '' },
  { label: 'Bakery', part: '' },
  { label: 'Farm', part: '' },
  { label: 'No. 7', part: 'new here' },
]

export const MILL = 0
export const SCHOOL = 1
export const CAFE = 2
export const NO_2 = 3
export const NO_4 = 4
export const BAKERY = 5
export const FARM = 6
/** Comes by invitation. */
export const NEWCOMER = 7

const PURSES = [60, 120, 45, 38.5, 51.2, 72, 90]

export class Cast {
  community!: Community
  /** The first device of each place; the newcomer's comes with its application. */
  readonly devices: Bytes[] = []
  private readonly labels = new Map<string, number>()

  /** A town for a world, in which the founders are these. */
  readonly town = ({ newKey, delegate, candidates, epochBlocks }: Founding): Community => {
    const founders = PLACES.slice(0, NEWCOMER).map((_, i) => {
      const key = newKey()
      this.devices.push(key)
      const roles = ROLE.household | (i === MILL ? ROLE.operator : 0) | (i === SCHOOL ? ROLE.treasurer : 0)
      return { devices: [{ key, scopes: ALL_SCOPES }], roles, credits: Math.round(PURSES[i]! * 1_000_000) }
    })
    const genesis = found({
      founders,
      rules: { leastSlots: 10, mostSlots: 120 },
      genesis: {
        community: 'The lane',
        idleSlots: 15,
        epochBlocks,
        waitSlots: 2,
        delegates: this.devices.slice(0, candidates).map(delegate),
        delegateCount: candidates,
      },
    })
    this.community = community(genesis, ruleBook)
    for (let place = 0; place < NEWCOMER; place++) this.meet(place)
    return this.community
  }

  /** From now on this place is known by its account. */
  meet(place: number): void {
    this.labels.set(toHex(this.account(place)), place)
  }

  account(place: number): Bytes {
    return accountId(this.community.genesisHash, this.devices[place]!)
  }

  placeOf(account: Bytes): number | undefined {
    return this.labels.get(toHex(account))
  }

  labelOf(account: Bytes): string {
    const place = this.placeOf(account)
    return place === undefined ? 'somebody' : PLACES[place]!.label
  }
}
