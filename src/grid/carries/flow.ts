// Flows through wires. Limits bind flows, not trades: energy that goes against a flow makes room.
import type { Wires } from './wires.ts'

/** What flows through each wire, down positive, Wh: in memory, or records of a ledger. It begins with a baseline or 0. */
export interface Flows {
  of(wire: number): number
  set(wire: number, energyWh: number): void
  /** What may flow beside, or not at all. */
  readonly perhaps?: Perhaps
}

/** It has its room kept on its own way, and makes none on the other: it may never come. */
export interface Perhaps {
  of(wire: number, isDown: boolean): number
  set(wire: number, isDown: boolean, energyWh: number): void
}

export function flowsInMemory(): Flows {
  const flows = new Map<number, number>()
  return {
    of: wire => flows.get(wire) ?? 0,
    set: (wire, energyWh) => void flows.set(wire, energyWh),
  }
}

/** To reckon with: it begins with what flows, and changes nothing of it. */
export function supposed(real: Flows): Flows {
  const changed = new Map<number, number>()
  return {
    of: wire => changed.get(wire) ?? real.of(wire),
    set: (wire, energyWh) => void changed.set(wire, energyWh),
    ...(real.perhaps && { perhaps: real.perhaps }),
  }
}

export const roomDown = ({ bounds }: Wires, flows: Flows, wire: number): number =>
  roomOf(bounds[wire]!.downWh, flows.of(wire) + (flows.perhaps?.of(wire, true) ?? 0))

export const roomUp = ({ bounds }: Wires, flows: Flows, wire: number): number =>
  roomOf(bounds[wire]!.upWh, -flows.of(wire) + (flows.perhaps?.of(wire, false) ?? 0))

/** Below 0 where a limit was tightened beneath what flows already. */
const roomOf = (boundWh: number, flowWh: number): number =>
  Math.min(boundWh - flowWh, Number.MAX_SAFE_INTEGER)

/** The first wire that bears more than it may. */
export function overloaded(wires: Wires, flows: Flows): number | undefined {
  const wire = wires.bounds.findIndex(
    (_, each) => roomDown(wires, flows, each) < 0 || roomUp(wires, flows, each) < 0,
  )
  return wire < 0 ? undefined : wire
}

/** Walks the one path between two places: each wire once, in no order that matters. */
export function walk(
  { above, depth }: Wires,
  from: number,
  to: number,
  up: (wire: number) => void,
  down: (wire: number) => void,
): void {
  let [x, y] = [from, to]
  while (x !== y) {
    if (depth[x]! >= depth[y]!) {
      up(x)
      x = above[x]!
    } else {
      down(y)
      y = above[y]!
    }
  }
}
