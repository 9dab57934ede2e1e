// `wattle market experiment`: populations of agents against each other, and one report of how it went.
import { parseArgs } from 'node:util'
import { TRADER_KINDS, type TraderKind } from '../../src/agents/traders/kinds.ts'
import { type Io, UsageError } from './io.ts'

const HELP = `wattle market experiment [traders | mechanisms | sandwich | autopilot] [OPTION ...]

Agents against each other in books on the ledger's own engine. Writes one JSON report; the same options give the same
one. Efficiency is the surplus taken, as a share of the most there is. What the figures mean is in docs/experiments.md.

  traders      sessions of some days of a continuous double auction, buyers and sellers with one unit a day each
    --traders LIST   ${TRADER_KINDS.join(', ')}, with commas between; more than one are dealt out in turn  (zic)
    --each N         so many buyers, and as many sellers                            (11)
    --days N         a session has                                                  (10)
    --quotes N       a day has, by all together                                     (1000)
  mechanisms   the same orders in a continuous double auction, in a call with one price, and in one in which
               everybody pays what they bid
    --each N         as above
  sandwich     what it earns a producer of blocks to trade around a large bid, beside a member who sees the same
               gossip and does not produce, with the ledger's own shuffle and without
  autopilot    households trading by themselves, beside the best that one mind could do for all
    --households N, --roofs N, --batteries N, --cars N                              (20, 8, 0, 0)
    --days N         delivered                                                      (2)
    --errors LIST    of load against forecast, per cent                             (0,10,20,30,50)
    --slider N       from 0, save money, to 100, help neighbours                    (0)

  --sessions N     (200; of mechanisms 1000, of autopilot 5, of sandwich 10000 blocks)
  --seed S         where all chance comes from                                      (1)`

const text = { type: 'string' } as const
const OPTIONS = {
  traders: ['traders', 'each', 'days', 'quotes', 'sessions', 'seed'],
  mechanisms: ['each', 'sessions', 'seed'],
  sandwich: ['sessions', 'seed'],
  autopilot: ['households', 'roofs', 'batteries', 'cars', 'days', 'errors', 'slider', 'sessions', 'seed'],
} as const
type Experiment = keyof typeof OPTIONS

export async function experiment(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const named = args[0] !== undefined && !args[0].startsWith('-')
  const name = named ? args[0]! : 'traders'
  if (!Object.hasOwn(OPTIONS, name))
    throw new UsageError(`there is no experiment ${name}; there are ${Object.keys(OPTIONS).join(', ')}`)
  io.out(
    JSON.stringify(
      await run(name as Experiment, readOptions(name as Experiment, named ? args.slice(1) : args)),
    ),
  )
  return 0
}

type Given = Readonly<Record<string, string | undefined>>

function readOptions(name: Experiment, args: string[]): Given {
  try {
    const options = Object.fromEntries(OPTIONS[name].map(option => [option, text]))
    return parseArgs({ args, options, allowPositionals: false }).values as Given
  } catch (error) {
    const why = (error as Error).message.split('. ')[0]
    throw new UsageError(`${why}; \`wattle market experiment --help\` lists the options`)
  }
}

async function run(name: Experiment, given: Given): Promise<unknown> {
  const whole = (option: string, least: number, most: number, otherwise: number) => {
    const value = given[option]
    if (value === undefined) return otherwise
    const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= least && number <= most))
      throw new UsageError(
        `--${option} takes a whole number from ${least} to ${most}, and was given ${value}`,
      )
    return number
  }
  const seed = whole('seed', 0, Number.MAX_SAFE_INTEGER, 1)
  const each = whole('each', 2, 200, 11)
  if (name === 'mechanisms') {
    const { mechanismsReport } = await import('./experiment/mechanisms.ts')
    return mechanismsReport({ each, sessions: whole('sessions', 1, 100_000, 1000), seed })
  }
  if (name === 'sandwich') {
    const { sandwichReport } = await import('./experiment/sandwich.ts')
    return sandwichReport({ sessions: whole('sessions', 2, 300_000, 10_000), seed })
  }
  if (name === 'traders') {
    const { tradersReport } = await import('./experiment/traders.ts')
    return tradersReport({
      ...{ traders: readTraders(given.traders ?? 'zic'), each, seed },
      days: whole('days', 1, 1000, 10),
      quotes: whole('quotes', 1, 1_000_000, 1000),
      sessions: whole('sessions', 1, 100_000, 200),
    })
  }
  const { autopilotReport } = await import('./experiment/autopilot.ts')
  const households = whole('households', 2, 200, 20)
  const roofs = whole('roofs', 1, households, Math.min(8, households))
  return autopilotReport({
    ...{ households, roofs, seed },
    batteries: whole('batteries', 0, roofs, 0),
    cars: whole('cars', 0, households - roofs, 0),
    days: whole('days', 1, 30, 2),
    errors: readErrors(given.errors ?? '0,10,20,30,50'),
    slider: whole('slider', 0, 100, 0) / 100,
    sessions: whole('sessions', 1, 1000, 5),
  })
}

function readTraders(list: string): TraderKind[] {
  return list.split(',').map(name => {
    const kind = TRADER_KINDS.find(each => each === name.trim())
    if (!kind) throw new UsageError(`there is no trader ${name}; there are ${TRADER_KINDS.join(', ')}`)
    return kind
  })
}

function readErrors(list: string): number[] {
  return list.split(',').map(error => {
    const value = /^\d{1,3}$/.test(error.trim()) ? Number(error) : Number.NaN
    if (!(value <= 100)) throw new UsageError(`--errors takes per cents up to 100, and was given ${error}`)
    return value
  })
}
