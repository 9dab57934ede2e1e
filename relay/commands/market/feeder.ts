// The feeder and the limits of a replay, from their files: which lines there are in each interval.
import { Carrier } from '../../../src/grid/carries/carrier.ts'
import { flowsInMemory, overloaded } from '../../../src/grid/carries/flow.ts'
import { hang, type Tree } from '../../../src/grid/carries/tree.ts'
import { wiresOf } from '../../../src/grid/carries/wires.ts'
import { type Feeder, lineName } from '../../../src/grid/feeder.ts'
import { Wrong } from '../../../src/grid/fields.ts'
import { readLimit } from '../../../src/grid/limit.ts'
import { Limits } from '../../../src/grid/limits.ts'
import { readFeeder } from '../../../src/grid/read.ts'
import { InputError, type Io } from '../io.ts'
import { readRecords } from '../records.ts'

const INTERVAL_MINUTES = 15

/** The lines of one interval. */
export interface Opened {
  readonly carrier: Carrier
  /** Which of them bears more than it may, in words. */
  overload(): string | undefined
}

export class Wiring {
  readonly hasFees: boolean
  private readonly feeder: Feeder
  private readonly tree: Tree
  private readonly limits: Limits

  constructor(feeder: Feeder, tree: Tree, limits: Limits) {
    this.feeder = feeder
    this.tree = tree
    this.limits = limits
    this.hasFees = feeder.lines.some(({ feeMilli }) => feeMilli > 0)
  }

  /** The lines of an interval, with nothing on them yet. */
  open(interval: number): Opened {
    const { feeder, tree, limits } = this
    const given = {
      ofLine: (line: string) => limits.ofLine(line, interval),
      ofBus: (bus: string) => limits.ofBus(bus, interval),
    }
    const wires = wiresOf(feeder, tree, given, INTERVAL_MINUTES)
    const flows = flowsInMemory()
    return {
      carrier: new Carrier(wires, flows),
      overload: () => {
        const wire = overloaded(wires, flows)
        return wire === undefined ? undefined : this.describe(wire, flows.of(wire))
      },
    }
  }

  private describe(wire: number, flowWh: number): string {
    const { feeder, tree } = this
    const wh = `${Math.abs(flowWh)} Wh`
    if (wire >= tree.names.length)
      return `${wh} would pass the envelope of bus ${tree.names[wire - tree.names.length]}`
    return `${wh} would flow through the line ${lineName(feeder.lines[tree.line[wire]!]!)}`
  }

  /** The number of a bus; undefined where there is none of this name. */
  bus(name: string): number | undefined {
    return this.tree.numbers.get(name)
  }
}

export async function readWiring(
  io: Io,
  feederFile: string,
  limitsFile: string | undefined,
): Promise<Wiring> {
  const text = await io.read(feederFile)
  const { feeder, tree } = within(feederFile, () => {
    const read = readFeeder(parse(text))
    const hung = hang(read)
    if (typeof hung === 'string') throw new Wrong(hung)
    return { feeder: read, tree: hung }
  })
  const limits = new Limits(feeder)
  if (limitsFile !== undefined) {
    const lines = await io.read(limitsFile)
    within(limitsFile, () => {
      for (const { place, value } of readRecords(lines)) within(place, () => limits.add(readLimit(value)))
    })
  }
  return new Wiring(feeder, tree, limits)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`this is not JSON: ${(error as Error).message}`)
  }
}

/** What is wrong is said with the place in front. */
function within<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof Wrong || error instanceof InputError)
      throw new InputError(`${place}: ${error.message}`)
    throw error
  }
}
