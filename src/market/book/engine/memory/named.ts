// Orders that meet only those whom they name, by whom they name. There are few of them: sorted lists do.
import { type Lane, OPEN_TRAITS, type Order, type Owner, type Side } from '../ports.ts'
import type { MemoryOrder } from './level.ts'

const NONE: readonly never[] = []

export class Named<O extends MemoryOrder> {
  readonly #lanes = new Map<Owner, ListedLane<O>[]>()
  readonly #orders = new Set<O>()

  put(order: O): void {
    this.#orders.add(order)
    for (const name of order.names!) {
      const lanes = this.#lanes.get(name) ?? []
      this.#lanes.set(name, lanes)
      let lane = lanes.find(each => each.holds(order))
      if (!lane) lanes.push((lane = new ListedLane(order.side, order.pocket, order.traits & OPEN_TRAITS)))
      lane.put(order)
    }
  }

  remove(order: O): void {
    this.#orders.delete(order)
    for (const name of order.names!) {
      const lanes = this.#lanes.get(name)!
      const lane = lanes.find(each => each.holds(order))!
      lane.remove(order)
      if (lane.empty) lanes.splice(lanes.indexOf(lane), 1)
      if (lanes.length === 0) this.#lanes.delete(name)
    }
  }

  addressed(side: Side, owner: Owner): readonly Lane<O>[] {
    if (this.#lanes.size === 0) return NONE
    return this.#lanes.get(owner)?.filter(lane => lane.side === side) ?? NONE
  }

  of(side: Side, pocket: number): readonly O[] {
    if (this.#orders.size === 0) return NONE
    return [...this.#orders].filter(order => order.side === side && order.pocket === pocket)
  }
}

class ListedLane<O extends MemoryOrder> implements Lane<O> {
  readonly side: Side
  readonly pocket: number
  readonly traits: number
  readonly #sign: 1 | -1
  // Best price first, then the oldest.
  readonly #orders: O[] = []

  constructor(side: Side, pocket: number, traits: number) {
    this.side = side
    this.pocket = pocket
    this.traits = traits
    this.#sign = side === 'buy' ? -1 : 1
  }

  get empty(): boolean {
    return this.#orders.length === 0
  }

  holds(order: O): boolean {
    return (
      this.side === order.side && this.pocket === order.pocket && this.traits === (order.traits & OPEN_TRAITS)
    )
  }

  put(order: O): void {
    this.#orders.push(order)
    this.#orders.sort((a, b) => this.#compare(a, b))
  }

  remove(order: O): void {
    this.#orders.splice(this.#orders.indexOf(order), 1)
  }

  first(seeker: Order, worst: number): O | undefined {
    return this.#orders.find(order => this.#fits(order, seeker, worst))
  }

  after(order: O, seeker: Order, worst: number): O | undefined {
    return this.#orders.find(each => this.#compare(each, order) > 0 && this.#fits(each, seeker, worst))
  }

  level(beyond?: number): O | undefined {
    return this.#orders.find(({ price }) => beyond === undefined || this.#sign * price > this.#sign * beyond)
  }

  other(order: O): O | undefined {
    return this.#orders.find(({ price, owner }) => price === order.price && owner !== order.owner)
  }

  #fits(order: O, seeker: Order, worst: number): boolean {
    return (
      order.owner !== seeker.owner &&
      order.place < seeker.place &&
      this.#sign * order.price <= this.#sign * worst
    )
  }

  #compare(a: O, b: O): number {
    return this.#sign * (a.price - b.price) || a.place - b.place
  }
}
