// A lane in plain memory.
import type { Lane, Order, Side } from '../ports.ts'
import { Level, type MemoryOrder } from './level.ts'
import { Ranks } from './ranks.ts'

export class MemoryLane<O extends MemoryOrder> implements Lane<O> {
  readonly pocket: number
  readonly traits: number
  // A rank is a price with the sign that makes greater better.
  readonly #sign: 1 | -1
  readonly #ranks = new Ranks<O>()
  readonly #levels = new Map<number, Level<O>>()

  constructor(side: Side, pocket: number, traits: number) {
    this.pocket = pocket
    this.traits = traits
    this.#sign = side === 'buy' ? 1 : -1
  }

  first(seeker: Order, worst: number): O | undefined {
    const level = this.#ranks.best
    if (level === undefined) return undefined
    return this.#from(level, level.head, seeker, worst)
  }

  after(order: O, seeker: Order, worst: number): O | undefined {
    // Removed, it was most often the first of all.
    const level = this.#levels.get(order.price) ?? this.#ranks.below(this.#sign * order.price)
    if (level === undefined) return undefined
    return this.#from(level, level.price === order.price ? order.behind : level.head, seeker, worst)
  }

  level(beyond?: number): O | undefined {
    return (beyond === undefined ? this.#ranks.best : this.#ranks.below(this.#sign * beyond))?.head
  }

  other(order: O): O | undefined {
    return order.level!.pass(order, order.owner)
  }

  put(order: O): void {
    let level = this.#levels.get(order.price)
    if (level === undefined) {
      level = new Level(order.price, this.#sign * order.price)
      this.#levels.set(order.price, level)
      this.#ranks.add(level)
    }
    level.insert(order)
  }

  remove(order: O): void {
    const level = order.level!
    level.remove(order)
    if (level.head !== undefined) return
    this.#levels.delete(level.price)
    this.#ranks.remove(level)
  }

  #from(level: Level<O>, from: O | undefined, seeker: Order, worst: number): O | undefined {
    const least = this.#sign * worst
    let at: Level<O> | undefined = level
    let order = from
    while (at !== undefined && at.rank >= least) {
      order = at.pass(order, seeker.owner)
      // Behind a newer one all are newer.
      if (order !== undefined && order.place < seeker.place) return order
      at = this.#ranks.below(at.rank)
      order = at?.head
    }
    return undefined
  }
}
