// The orders at one price, first come first: a linked queue. Runs of one owner are passed over in one step, so an
// owner's own orders cost nobody more than the orders of others between them, which do match.
import type { Owner } from '../ports.ts'
import type { MemoryOrder } from './order.ts'

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
