// What discovery keeps of one neighbour.
import type { Bytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Role } from '../exchange/roles.ts'
import type { Claims } from '../frames/meeting.ts'
import { Allowance } from './allowance.ts'
import {
  ASK_EVERY_MS,
  ASKS_AT_ONCE,
  FORGIVE_MS,
  LOST_MS,
  LOST_OFFERS,
  MOST_LOST_MS,
  MOST_POINTS,
  OFFER_EVERY_MS,
  OFFERS_AT_ONCE,
  QUIET_MS,
  RECORD_EVERY_MS,
  RECORDS_AT_ONCE,
} from './limits.ts'

/** A neighbour as the handshake has shown it. */
export interface Joined {
  readonly id: string
  readonly key: Bytes
  readonly peer: string
  readonly role: Role
  readonly claims: Claims
  readonly dialled: boolean
  readonly links: number
}

export class Neighbour {
  readonly id: string
  readonly key: Bytes
  readonly peer: string
  role: Role
  claims: Claims
  readonly dialled: boolean
  /** How many full neighbours it has, as it last said. */
  links: number
  heardAt: number
  /** The community's time when it became one. */
  readonly since: number
  readonly records: Allowance
  readonly asks: Allowance
  readonly offers: Allowance
  /** Dials in vain, in a row, to peers of whom it alone has told. */
  vain = 0
  /** Offers in a row that it neither brought there nor called lost. */
  swallowed = 0
  /** Offers of ours, in a row, that it has called lost; until when it is given none. */
  private lost = 0
  carriesAt = 0
  private points = 0
  private pointsAt: number

  constructor(joined: Joined, now: number, time: number) {
    this.id = joined.id
    this.key = joined.key
    this.peer = joined.peer
    this.role = joined.role
    this.claims = joined.claims
    this.dialled = joined.dialled
    this.links = joined.links
    this.heardAt = now
    this.since = time
    this.records = new Allowance(RECORDS_AT_ONCE, RECORD_EVERY_MS, now)
    this.asks = new Allowance(ASKS_AT_ONCE, ASK_EVERY_MS, now)
    this.offers = new Allowance(OFFERS_AT_ONCE, OFFER_EVERY_MS, now)
    this.pointsAt = now
  }

  /** What became of an offer of ours. */
  carried(isLost: boolean, now: number): void {
    this.swallowed = 0
    this.lost = isLost ? this.lost + 1 : 0
    const more = this.lost - LOST_OFFERS
    if (more >= 0) this.carriesAt = now + Math.min(MOST_LOST_MS, LOST_MS * 2 ** Math.min(10, more))
  }

  isQuiet(now: number): boolean {
    return now - this.heardAt > QUIET_MS
  }

  /** Holds too much of something against it; whether it is enough. */
  blame(now: number): boolean {
    const forgiven = divFloor(now - this.pointsAt, FORGIVE_MS)
    this.pointsAt += forgiven * FORGIVE_MS
    this.points = Math.max(0, this.points - forgiven) + 1
    return this.points >= MOST_POINTS
  }
}
