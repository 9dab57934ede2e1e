// The limits of a feeder, by what they bind: which one holds in an interval.
import { type Feeder, lineName } from './feeder.ts'
import { Wrong } from './fields.ts'
import { type Envelope, isEnvelope, type Limit, type LineLimit } from './limit.ts'

export class Limits {
  private readonly lines = new Map<string, LineLimit[]>()
  private readonly buses = new Map<string, Envelope[]>()

  constructor(feeder: Feeder) {
    for (const line of feeder.lines) this.lines.set(lineName(line), [])
    for (const { bus } of feeder.buses) this.buses.set(bus, [])
  }

  /** Throws Wrong where the feeder has no such line or bus. */
  add(limit: Limit): void {
    const known = isEnvelope(limit) ? this.buses.get(limit.bus) : this.lines.get(limit.line)
    if (known === undefined)
      throw new Wrong(
        `limit ${limit.limit} binds ${isEnvelope(limit) ? `bus ${limit.bus}` : `line ${limit.line}`}, which the feeder lacks`,
      )
    ;(known as Limit[]).push(limit)
  }

  /** The newest that holds for the line in this interval. */
  ofLine(line: string, interval: number): LineLimit | undefined {
    return newest(this.lines.get(line), interval)
  }

  ofBus(bus: string, interval: number): Envelope | undefined {
    return newest(this.buses.get(bus), interval)
  }
}

/** Of two with one sequence number the later one was read is the newer. */
function newest<L extends Limit>(limits: readonly L[] | undefined, interval: number): L | undefined {
  let found: L | undefined
  for (const limit of limits ?? [])
    if (limit.from <= interval && interval <= limit.to && (found === undefined || limit.seq >= found.seq))
      found = limit
  return found
}
