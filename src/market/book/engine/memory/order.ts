// An order in plain memory, linked into the queue of its level.
import type { Order, Owner, Side } from '../ports.ts'
import type { Level } from './level.ts'

export class MemoryOrder implements Order {
  readonly place: number
  readonly owner: Owner
  readonly side: Side
  readonly price: number
  rest: number
  readonly pocket: number
  readonly traits: number
  readonly names: readonly Owner[] | undefined

  /** For the level alone. */
  level: Level<this> | undefined
  before: this | undefined
  behind: this | undefined
  // Neighbours in a queue that are of one owner form a run. Each leads to the run's face, which knows the last of it.
  face: this = this
  last: this = this

  constructor(
    place: number,
    owner: Owner,
    side: Side,
    price: number,
    rest: number,
    pocket = 0,
    traits = 0,
    names?: readonly Owner[],
  ) {
    this.place = place
    this.owner = owner
    this.side = side
    this.price = price
    this.rest = rest
    this.pocket = pocket
    this.traits = traits
    this.names = names
    this.level = undefined
    this.before = undefined
    this.behind = undefined
  }
}
