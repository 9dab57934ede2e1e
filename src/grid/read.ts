// Feeder JSON, as stands in the black-box contracts: read whole, or what is wrong with it in words.
import {
  type Bus,
  type Feeder,
  type Line,
  lineName,
  MAX_BUS_CHARS,
  MAX_BUSES,
  MAX_FEE_MILLI,
  MAX_POWER_W,
} from './feeder.ts'
import { asList, asObject, at, checkNumber, type Fields, textField, Wrong, wholeField } from './fields.ts'

/** The feeder that a parsed JSON value describes. Throws Wrong. Whether it is a tree, `hang` says. */
export function readFeeder(value: unknown): Feeder {
  const fields = asObject(value, 'a feeder')
  const name = fields.name === undefined ? '' : textField(fields, 'name', 200)
  const slack = textField(fields, 'slack', MAX_BUS_CHARS)
  checkNumber(fields, 'kv')
  const buses = readBuses(fields, slack)
  const known = new Set(buses.map(({ bus }) => bus))
  return { name, slack, buses, lines: readLines(fields, known) }
}

/** The slack need not stand in the list: it has no load. */
function readBuses(fields: Fields, slack: string): Bus[] {
  const buses = asList(fields.buses, 'buses', MAX_BUSES).map((value, i) =>
    at(`buses[${i}]`, () => readBus(asObject(value, 'a bus'))),
  )
  const seen = new Set<string>()
  buses.forEach(({ bus }, i) => {
    if (seen.has(bus)) throw new Wrong(`buses[${i}]: there is a bus ${bus} already`)
    seen.add(bus)
  })
  return seen.has(slack) ? buses : [{ bus: slack }, ...buses]
}

function readBus(fields: Fields): Bus {
  const bus = textField(fields, 'bus', MAX_BUS_CHARS)
  checkNumber(fields, 'loadKw')
  checkNumber(fields, 'loadKvar')
  return fields.zone === undefined ? { bus } : { bus, zone: textField(fields, 'zone', MAX_BUS_CHARS) }
}

function readLines(fields: Fields, buses: ReadonlySet<string>): Line[] {
  const names = new Set<string>()
  return asList(fields.lines, 'lines', MAX_BUSES).map((value, i) =>
    at(`lines[${i}]`, () => {
      const line = readLine(asObject(value, 'a line'), buses)
      const name = lineName(line)
      if (names.has(name)) throw new Wrong(`there is a line ${name} already; parallel lines make a loop`)
      names.add(name)
      return line
    }),
  )
}

function readLine(fields: Fields, buses: ReadonlySet<string>): Line {
  const from = textField(fields, 'from', MAX_BUS_CHARS)
  const to = textField(fields, 'to', MAX_BUS_CHARS)
  for (const bus of [from, to])
    if (!buses.has(bus)) throw new Wrong(`${lineName({ from, to })}: there is no bus ${bus}`)
  checkNumber(fields, 'rOhm')
  checkNumber(fields, 'xOhm')
  return {
    from,
    to,
    // Never unlimited: a line without a rating could carry anything.
    ratingW: wholeField(fields, 'ratingW', 0, MAX_POWER_W),
    feeMilli: wholeField(fields, 'feeMilli', 0, MAX_FEE_MILLI, 0),
  }
}
