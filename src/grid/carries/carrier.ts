// The lines of one interval as the market asks of them: what is carried between two buses, and what it costs.
// Every line has a rating, so every bus is a pocket of its own: even a rating far beyond any one trade is reached by many.
import { add, sub } from '../../bytes/integer.ts'
import { type Flows, roomDown, roomUp, walk } from './flow.ts'
import { openedBy } from './freed.ts'
import type { Wires } from './wires.ts'

/** A buyer's bus and a seller's. */
export interface Pair {
  readonly buy: number
  readonly sell: number
}

const NONE: readonly Pair[] = []

/** Buses by their number in the tree. */
export class Carrier {
  readonly pockets: number
  protected readonly wires: Wires
  protected readonly flows: Flows

  constructor(wires: Wires, flows: Flows) {
    this.pockets = wires.buses
    this.wires = wires
    this.flows = flows
  }

  /** What a kWh pays for its path, either way. */
  fee(a: number, b: number): number {
    const { above, depth, feeMilli } = this.wires
    let [x, y] = [a, b]
    while (x !== y) {
      if (depth[x]! >= depth[y]!) x = above[x]!
      else y = above[y]!
    }
    return feeMilli[a]! + feeMilli[b]! - 2 * feeMilli[x]!
  }

  /** How much of this energy a seller at one bus can now deliver to a buyer at another: 0 where a wire is full. */
  carries(buy: number, sell: number, energyWh: number): number {
    const { wires, flows } = this
    let most = energyWh
    walk(
      wires,
      sell + wires.buses,
      buy + wires.buses,
      wire => (most = Math.min(most, roomUp(wires, flows, wire))),
      wire => (most = Math.min(most, roomDown(wires, flows, wire))),
    )
    return Math.max(most, 0)
  }

  /** Sends as much of this energy as is carried, whatever that opens; gives how much it was. */
  send(buy: number, sell: number, energyWh: number): number {
    const { wires, flows } = this
    const sent = this.carries(buy, sell, energyWh)
    if (sent === 0) return 0
    const through = (wire: number, flow: number) => flows.set(wire, add(flows.of(wire), flow))
    walk(
      wires,
      sell + wires.buses,
      buy + wires.buses,
      wire => through(wire, -sent),
      wire => through(wire, sent),
    )
    return sent
  }

  /** Energy has been sold: gives the pairs that carried nothing before and carry something now. */
  took(buy: number, sell: number, energyWh: number): readonly Pair[] {
    const { flows } = this
    return this.opening(buy, sell, 'back', (wire, isDown) =>
      flows.set(wire, isDown ? add(flows.of(wire), energyWh) : sub(flows.of(wire), energyWh)),
    )
  }

  /** A sale was undone. What it took away from wires is what a sale the other way would: pairs as `took` gives them. */
  gave(buy: number, sell: number, energyWh: number): readonly Pair[] {
    return this.took(sell, buy, energyWh)
  }

  /** A sale that could have been called off is certain. Here they all are. */
  confirmed(_buy: number, _sell: number, _energyWh: number): readonly Pair[] {
    return NONE
  }

  /** Changes every wire of a path, which frees wires on its way or against it; gives the pairs that this opens. */
  protected opening(
    buy: number,
    sell: number,
    frees: 'ahead' | 'back',
    change: (wire: number, isDown: boolean) => void,
  ): readonly Pair[] {
    const { wires, flows } = this
    const freed: { wire: number; isDown: boolean }[] = []
    const at = (isDown: boolean) => (wire: number) => {
      const freesDown = isDown === (frees === 'ahead')
      const room = freesDown ? roomDown : roomUp
      const wasFull = room(wires, flows, wire) <= 0
      change(wire, isDown)
      if (wasFull && room(wires, flows, wire) > 0) freed.push({ wire, isDown: freesDown })
    }
    walk(wires, sell + wires.buses, buy + wires.buses, at(false), at(true))
    return freed.length === 0 ? NONE : openedBy(wires, flows, freed)
  }

  local(a: number, b: number): boolean {
    const { zones } = this.wires
    return zones[a] === zones[b]
  }
}
