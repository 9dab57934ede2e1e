// What an exchange keeps for one neighbour.
import type { Said } from '../frames/item.ts'
import type { Name } from '../frames/names.ts'
import type { Limits } from './limits.ts'
import { Queue } from './queue.ts'
import type { Role } from './roles.ts'
import { Score } from './score.ts'

const NEVER = Number.POSITIVE_INFINITY

export class Neighbour {
  readonly id: string
  /** Its number among all that ever were neighbours here. */
  readonly seat: number
  role: Role
  /** A link of the tree: what is new goes there at once. Elsewhere go the names, later. */
  eager = true
  readonly queue: Queue
  /** When the queue goes out. */
  flushAt = NEVER
  sentAt = Number.NEGATIVE_INFINITY
  /** Names to be told, and when. */
  readonly haves = new Map<Name, Said['kind']>()
  haveAt = NEVER
  readonly score: Score
  /** Since when it takes nothing; undefined while it does. */
  blockedSince: number | undefined
  calledSlow = false
  /** Something meant for it was dropped. */
  lacks = false
  /** What both held when they last compared names, and how often it was that again. */
  compared = ''
  repeated = 0
  /** When it last asked for a memory. */
  recalledAt = Number.NEGATIVE_INFINITY

  constructor(id: string, seat: number, role: Role, limits: Limits, now: number) {
    this.id = id
    this.seat = seat
    this.role = role
    this.queue = new Queue(limits)
    this.score = new Score(limits, now)
  }

  get blocked(): boolean {
    return this.blockedSince !== undefined
  }

  /** When something is to be done for it. */
  get due(): number {
    if (this.blocked) return NEVER
    return this.flushAt < this.haveAt ? this.flushAt : this.haveAt
  }
}
