// Limits: what a line bears in each direction, or a bus's customers together take and give, for a range of intervals.
import { MAX_BUS_CHARS, MAX_POWER_W } from './feeder.ts'
import { asObject, type Fields, textField, Wrong, wholeField } from './fields.ts'

interface Ranged {
  /** The limit's own name. */
  readonly limit: string
  /** The first and the last interval that it holds for. */
  readonly from: number
  readonly to: number
  /** Where several hold, the greatest stands: the newest. */
  readonly seq: number
}

/** Binds a line. Forward is from its first bus to its second. */
export interface LineLimit extends Ranged {
  readonly line: string
  readonly forwardW: number
  readonly reverseW: number
}

/** Binds a connection point: the envelope of all that hangs on a bus. */
export interface Envelope extends Ranged {
  readonly bus: string
  readonly importW: number
  readonly exportW: number
}

export type Limit = LineLimit | Envelope

export const isEnvelope = (limit: Limit): limit is Envelope => 'bus' in limit

const MOST = Number.MAX_SAFE_INTEGER

/** The limit that a parsed JSON value describes. Throws Wrong. Whether the feeder has such a line, `Limits` says. */
export function readLimit(value: unknown): Limit {
  const fields = asObject(value, 'a limit')
  const range = readRange(fields)
  const watts = (name: string) => wholeField(fields, name, 0, MAX_POWER_W)
  if (fields.line !== undefined && fields.bus !== undefined)
    throw new Wrong(`limit ${range.limit} names a line and a bus; it binds one of them`)
  if (fields.line !== undefined) {
    const line = textField(fields, 'line', 2 * MAX_BUS_CHARS + 1)
    return { ...range, line, forwardW: watts('forwardW'), reverseW: watts('reverseW') }
  }
  if (fields.bus !== undefined) {
    const bus = textField(fields, 'bus', MAX_BUS_CHARS)
    return { ...range, bus, importW: watts('importW'), exportW: watts('exportW') }
  }
  throw new Wrong(`limit ${range.limit} names neither a line nor a bus`)
}

function readRange(fields: Fields): Ranged {
  const limit = textField(fields, 'limit', 200)
  const from = wholeField(fields, 'from', 0, MOST)
  const to = wholeField(fields, 'to', 0, MOST)
  if (to < from) throw new Wrong(`limit ${limit} ends with interval ${to} before it begins with ${from}`)
  return { limit, from, to, seq: wholeField(fields, 'seq', 0, MOST) }
}
