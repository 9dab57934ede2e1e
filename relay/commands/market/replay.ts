// `wattle market replay`: orders in, trades out, by the very code that the ledger runs.
import { parseArgs } from 'node:util'
import { MECHANISMS, type Mechanism } from '../../../src/market/book/mechanisms/mechanism.ts'
import { type Io, UsageError } from '../io.ts'
import { readWiring } from './feeder.ts'
import { readDeeds } from './orders.ts'
import { play } from './play.ts'

const HELP = `wattle market replay [--mechanism cda|clear|bid] [--feeder F [--limits L]] [FILE]

Brings orders together as a community's books would.

Reads FILE, or standard input for - or none: JSON lines of
  {"id":"u1","account":"u1","side":"buy","price":370,"energy":600000,"interval":0,"bus":"b1"}
  {"cancel":"u1"}
Prices are whole milli-credits per kWh and all-in: a buyer's most, a seller's least. Energy is whole Wh. The interval
is 0 where there is none; the bus is where an order stands in the feeder.

Writes every trade in its order, then what rests in the order of the input, then a summary:
  {"trade":1,"buy":"u1","sell":"u10","price":360,"energy":300000,"interval":0}
  {"rest":"u7","energy":700000,"interval":0}
  {"summary":{"trades":6,"energy":1200000,"value":456200000}}
price is what the seller gets; the buyer pays the fees on the path beside it. Where a part of the input cannot be read,
nothing is written at all.

  --mechanism M  cda    each order trades as it comes in                       (cda)
                 clear  one price for all orders of an interval; knows no fees, and ends with 1 where a line is too
                        small for what it traded
                 bid    the highest bid meets the cheapest offer, at the buyer's price
  --feeder F     the lines between buses, as JSON
  --limits L     what lines bear and buses may take and give, as JSON lines; a line without one has its rating`

export async function replay(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const { mechanism, feeder, limits, file } = readOptions(args)
  const wiring = feeder === undefined ? undefined : await readWiring(io, feeder, limits)
  const { trades, rests, summary } = play(readDeeds(await io.read(file)), mechanism, wiring)
  writeAll(io, trades)
  writeAll(io, rests)
  writeAll(io, [{ summary }])
  return 0
}

/** Lines that are handed on at once: one by one a million of them takes longer than the market. */
const AT_ONCE = 1000

function writeAll(io: Io, values: readonly object[]): void {
  for (let from = 0; from < values.length; from += AT_ONCE)
    io.out(
      values
        .slice(from, from + AT_ONCE)
        .map(value => JSON.stringify(value))
        .join('\n'),
    )
}

interface Options {
  readonly mechanism: Mechanism
  readonly feeder?: string
  readonly limits?: string
  readonly file?: string
}

function readOptions(args: string[]): Options {
  const text = { type: 'string' as const }
  const { values, positionals } = parse()
  const { mechanism = 'cda', feeder, limits } = values
  if (!isMechanism(mechanism))
    throw new UsageError(`--mechanism takes ${MECHANISMS.join(', ')}; there is no ${mechanism}`)
  if (limits !== undefined && feeder === undefined)
    throw new UsageError('--limits binds the lines of a feeder: it needs --feeder')
  if (positionals.length > 1) throw new UsageError('market replay reads one file')
  const [file] = positionals
  const fromInput = [feeder, limits, file ?? '-'].filter(name => name === '-')
  if (fromInput.length > 1) throw new UsageError('standard input can be read for one of them only')
  return { mechanism, feeder, limits, file }

  function parse() {
    try {
      const options = { mechanism: text, feeder: text, limits: text }
      return parseArgs({ args, options, allowPositionals: true })
    } catch (error) {
      throw new UsageError(
        `${(error as Error).message.split('. ')[0]}; \`wattle market replay --help\` lists the options`,
      )
    }
  }
}

const isMechanism = (name: string): name is Mechanism => (MECHANISMS as readonly string[]).includes(name)
