// A shelf in plain memory: for the replay of a market and for benchmarks. What the ledger keeps in its tree is here in
// linked queues.
import type { Deed, Lane, Owner, Progress, Shelf, Side } from '../ports.ts'
import { NAMED, OPEN_TRAITS } from '../ports.ts'
import { MemoryLane } from './lane.ts'
import type { MemoryOrder } from './level.ts'
import { Named } from './named.ts'
import { Places } from './places.ts'

export class MemoryShelf<O extends MemoryOrder> implements Shelf<O> {
  readonly #buys = new Lanes<O>('buy')
  readonly #sells = new Lanes<O>('sell')
  readonly #orders = new Places<O>()
  // Most markets never ask for an owner's orders: sorted out at the first question, and kept from then on.
  #owned: Map<Owner, Set<O>> | undefined = undefined
  readonly #named = new Named<O>()
  #progress: Progress | undefined = undefined
  readonly #deeds: Deed<O>[] = []
  #nextDeed = 0

  open(side: Side): readonly Lane<O>[] {
    return side === 'buy' ? this.#buys.all : this.#sells.all
  }

  addressed(side: Side, owner: Owner): readonly Lane<O>[] {
    return this.#named.addressed(side, owner)
  }

  of(owner: Owner, side: Side): readonly O[] {
    if (this.#owned === undefined) {
      this.#owned = new Map()
      for (const order of this.#orders.all()) own(this.#owned, order)
    }
    return [...(this.#owned.get(owner) ?? [])].filter(order => order.side === side)
  }

  narrow(side: Side, pocket: number): readonly O[] {
    return this.#named.of(side, pocket)
  }

  find(place: number): O | undefined {
    return this.#orders.get(place)
  }

  put(order: O, rest: number): void {
    order.rest = rest
    this.#orders.set(order)
    if (this.#owned) own(this.#owned, order)
    if ((order.traits & NAMED) !== 0) this.#named.put(order)
    else this.#lanesOf(order).laneOf(order).put(order)
  }

  keep(order: O, rest: number): void {
    order.rest = rest
  }

  remove(order: O): void {
    order.rest = 0
    this.#orders.delete(order.place)
    this.#owned?.get(order.owner)?.delete(order)
    if ((order.traits & NAMED) !== 0) this.#named.remove(order)
    else this.#lanesOf(order).laneOf(order).remove(order)
  }

  /** All that stand, oldest first. */
  standing(): O[] {
    return this.#orders.all()
  }

  progress(): Progress | undefined {
    return this.#progress
  }

  setProgress(progress: Progress | undefined): void {
    this.#progress = progress
  }

  waiting(): Deed<O> | undefined {
    return this.#deeds[this.#nextDeed]
  }

  waited(): void {
    this.#nextDeed += 1
    if (this.#nextDeed < this.#deeds.length) return
    this.#deeds.length = this.#nextDeed = 0
  }

  wait(deed: Deed<O>): void {
    this.#deeds.push(deed)
  }

  #lanesOf(order: O): Lanes<O> {
    return order.side === 'buy' ? this.#buys : this.#sells
  }
}

function own<O extends MemoryOrder>(owned: Map<Owner, Set<O>>, order: O): void {
  const orders = owned.get(order.owner)
  if (orders) orders.add(order)
  else owned.set(order.owner, new Set([order]))
}

/** The lanes of one side. One that was needed once stays, empty or not. */
class Lanes<O extends MemoryOrder> {
  readonly #side: Side
  readonly #byKey: (MemoryLane<O> | undefined)[] = []
  readonly all: MemoryLane<O>[] = []

  constructor(side: Side) {
    this.#side = side
  }

  laneOf(order: O): MemoryLane<O> {
    const open = order.traits & OPEN_TRAITS
    const key = order.pocket * (OPEN_TRAITS + 1) + open
    let lane = this.#byKey[key]
    if (lane === undefined) {
      lane = new MemoryLane<O>(this.#side, order.pocket, open)
      this.#byKey[key] = lane
      this.all.push(lane)
    }
    return lane
  }
}
