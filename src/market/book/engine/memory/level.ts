// The orders at one price, first come first: a linked queue. Runs of one owner are passed over in one step, so an
// owner's own orders cost nobody more than the orders of others between them, which do match.
import type { Order, Owner, Side } from '../ports.ts'

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
  level: Level<this> | undefined = undefined
  before: this | undefined = undefined
  behind: this | undefined = undefined
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
  }
}

export class Level<O extends MemoryOrder> {
  readonly price: number
  /** Greater is better. */
  readonly rank: number
  head: O | undefined = undefined
  #tail: O | undefined = undefined

  constructor(price: number, rank: number) {
    this.price = price
    this.rank = rank
  }

  append(order: O): void {
    const tail = this.#tail
    order.level = this
    order.before = tail
    order.behind = undefined
    order.face = order.last = order
    if (tail === undefined) this.head = order
    else {
      tail.behind = order
      if (tail.owner === order.owner) {
        const face = faceOf(tail)
        order.face = face
        face.last = order
      }
    }
    this.#tail = order
  }

  /** Where an order stands already that came later: it gets its place back. */
  insert(order: O): void {
    if (this.#tail === undefined || this.#tail.place < order.place) {
      this.append(order)
      return
    }
    const queue: O[] = []
    for (let at = this.head; at; at = at.behind) queue.push(at)
    const index = queue.findIndex(({ place }) => place > order.place)
    queue.splice(index, 0, order)
    this.head = this.#tail = undefined
    for (const each of queue) this.append(each)
  }

  /** It still leads to the one behind it, for who stands at it. */
  remove(order: O): void {
    const { before, behind } = order
    const face = faceOf(order)
    if (before) before.behind = behind
    else this.head = behind
    if (behind) behind.before = before
    else this.#tail = before
    order.level = undefined
    if (face.last !== order) return
    if (before?.owner === order.owner) face.last = before
    // The run is no more; those beside it may have become one.
    else if (before && behind && before.owner === behind.owner) {
      const left = faceOf(before)
      const right = faceOf(behind)
      left.last = right.last
      right.face = left
    }
  }

  /** The first at this one or behind it that is not of this owner. */
  pass(from: O | undefined, owner: Owner): O | undefined {
    let at = from
    while (at !== undefined && at.owner === owner) at = faceOf(at).last.behind
    return at
  }
}

function faceOf<O extends MemoryOrder>(order: O): O {
  let at = order
  while (at.face !== at) {
    at.face = at.face.face
    at = at.face
  }
  return at
}
