// The places of the demonstration: eight that keep one ledger, each with a device and a part to play.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { type Community, community } from '../../chain/community.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { found } from '../../market/founding.ts'
import { ROLE } from '../../market/members/roles.ts'
import { ruleBook } from '../../market/registry.ts'
import type { Founding } from '../village.ts'

/** In the order of their peers: the first four are the first delegates, the next two can be elected. */
export const PLACES = ['Mill', 'School', 'Café', 'No. 2', 'Bakery', 'Farm', 'No. 4', 'No. 7'] as const

export const MILL = 0
export const SCHOOL = 1
export const CAFE = 2
export const NO_2 = 3
export const BAKERY = 4
export const FARM = 5
export const NO_4 = 6
/** Comes by invitation. */
export const NEWCOMER = 7

export const SEATS = 4
export const CANDIDATES = 6

const PURSES = [60, 120, 45, 38.5, 72, 90, 51.2]

export class Cast {
  community!: Community
  /** The first device of each place; the newcomer's comes with its application. */
  readonly devices: Bytes[] = []
  private readonly labels = new Map<string, number>()

  /** A town for a world, in which the founders are these. */
  readonly town = ({ newKey, delegate, seats, candidates, epochBlocks }: Founding): Community => {
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
        delegates: this.devices.slice(0, candidates).map(delegate).slice(0, seats),
        delegateCount: seats,
        turns: 'election',
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
    return place === undefined ? 'somebody' : PLACES[place]!
  }

  /** The names of these accounts, as the places stand on the screen. */
  inOrder(accounts: readonly Bytes[]): string[] {
    const places = accounts.flatMap(account => this.placeOf(account) ?? [])
    return places.sort((a, b) => a - b).map(place => PLACES[place]!)
  }
}
