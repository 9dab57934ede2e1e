// What a feeder bears in one interval, in Wh. A wire is the line above a bus, or the connection of all that hangs on a
// bus, which an envelope binds: an envelope is a limit like any other, and one walk finds them all.
import { divFloor, mul } from '../../bytes/integer.ts'
import { type Feeder, lineName } from '../feeder.ts'
import type { Tree } from './tree.ts'

/** Down is away from the slack: forward or reverse, as the line lies. */
export interface Bound {
  readonly downWh: number
  readonly upWh: number
}

/**
 * Places by number: first the buses of the tree, each with the line above it, then as many connections, each below its
 * bus. A wire has the number of the place at its lower end; the slack has none above it.
 */
export interface Wires {
  readonly buses: number
  readonly above: readonly number[]
  readonly below: readonly (readonly number[])[]
  readonly depth: readonly number[]
  /** The fees from the slack down to here. */
  readonly feeMilli: readonly number[]
  /** Of each bus; those that name none are in one zone. */
  readonly zones: readonly string[]
  readonly bounds: readonly Bound[]
}

/** What was given for an interval; undefined where nothing was. */
export interface Given {
  ofLine(line: string): { readonly forwardW: number; readonly reverseW: number } | undefined
  ofBus(bus: string): { readonly importW: number; readonly exportW: number } | undefined
}

/** The energy of a power through an interval. */
export const energyOf = (powerW: number, intervalMinutes: number): number =>
  divFloor(mul(powerW, intervalMinutes), 60)

const NO_WIRE: Bound = { downWh: 0, upWh: 0 }
/** A connection without an envelope is held by the lines around it. */
const NO_ENVELOPE: Bound = { downWh: Number.MAX_SAFE_INTEGER, upWh: Number.MAX_SAFE_INTEGER }

export function wiresOf(feeder: Feeder, tree: Tree, given: Given, intervalMinutes: number): Wires {
  const { names, depth, feeMilli } = tree
  const wh = (powerW: number) => energyOf(powerW, intervalMinutes)

  const lineBound = (bus: number): Bound => {
    if (bus === 0) return NO_WIRE
    const line = feeder.lines[tree.line[bus]!]!
    // A limit takes the place of the rating, which holds where there is none: never unlimited.
    const limit = given.ofLine(lineName(line)) ?? { forwardW: line.ratingW, reverseW: line.ratingW }
    const [downW, upW] = tree.isDown[bus]
      ? [limit.forwardW, limit.reverseW]
      : [limit.reverseW, limit.forwardW]
    return { downWh: wh(downW), upWh: wh(upW) }
  }
  const connectionBound = (bus: string): Bound => {
    const envelope = given.ofBus(bus)
    return envelope ? { downWh: wh(envelope.importW), upWh: wh(envelope.exportW) } : NO_ENVELOPE
  }

  const above = [...tree.above, ...names.keys()]
  const zoneOf = new Map(feeder.buses.map(({ bus, zone }) => [bus, zone ?? '']))
  return {
    buses: names.length,
    above,
    below: belowOf(above),
    depth: [...depth, ...depth.map(each => each + 1)],
    feeMilli: [...feeMilli, ...feeMilli],
    zones: names.map(name => zoneOf.get(name) ?? ''),
    bounds: [...names.map((_, bus) => lineBound(bus)), ...names.map(connectionBound)],
  }
}

function belowOf(above: readonly number[]): number[][] {
  const below: number[][] = above.map(() => [])
  above.forEach((upper, place) => {
    if (place !== 0) below[upper]!.push(place)
  })
  return below
}
