// What a freed wire opens: the pairs of buses between which energy can now go over it.
import { divFloor } from '../../bytes/integer.ts'
import { type Flows, roomDown, roomUp } from './flow.ts'
import type { Wires } from './wires.ts'

/** Pairs of a buyer's and a seller's bus, ascending, whose path crosses one of these wires and has room all along. */
export function openedBy(
  wires: Wires,
  flows: Flows,
  freed: readonly { readonly wire: number; readonly isDown: boolean }[],
): { buy: number; sell: number }[] {
  const pairs = new Set<number>()
  for (const { wire, isDown } of freed) {
    const upper = wires.above[wire]!
    const [start, end] = isDown ? [upper, wire] : [wire, upper]
    const sellers = reached(wires, flows, start, wire, 'from')
    for (const buy of reached(wires, flows, end, wire, 'to'))
      for (const sell of sellers) pairs.add(buy * wires.buses + sell)
  }
  return [...pairs]
    .sort((a, b) => a - b)
    .map(pair => {
      const sell = pair % wires.buses
      return { buy: divFloor(pair, wires.buses), sell }
    })
}

/** The buses whose connection energy can come from, or go to, at this end of a wire and without crossing it. */
function reached(wires: Wires, flows: Flows, start: number, wire: number, way: 'from' | 'to'): number[] {
  const { buses, above, below } = wires
  const found: number[] = []
  const stack = [{ place: start, came: wire }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { place, came } = next
    if (place >= buses) found.push(place - buses)
    // Energy that comes from below goes up on its way here.
    for (const lower of below[place]!)
      if (lower !== came && (way === 'from' ? roomUp : roomDown)(wires, flows, lower) > 0)
        stack.push({ place: lower, came: lower })
    if (place !== 0 && place !== came && (way === 'from' ? roomDown : roomUp)(wires, flows, place) > 0)
      stack.push({ place: above[place]!, came: place })
  }
  return found
}
