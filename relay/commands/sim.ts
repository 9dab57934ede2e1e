// `wattle sim`: a whole community in virtual time, and one report of how it went.
import { parseArgs } from 'node:util'
import { ALL_FAULTS, type FaultName } from '../../src/sim/faults/catalogue.ts'
import { fullOf, type Ordinary, ordinary, transfersOf } from '../../src/sim/ordinary.ts'
import type { Counts, Report } from '../../src/sim/report.ts'
import { runWorld } from '../../src/sim/world.ts'
import { type Io, UsageError } from './io.ts'

const NAMES_A_LINE = 6
const faultNames = Array.from({ length: Math.ceil(ALL_FAULTS.length / NAMES_A_LINE) }, (_, i) =>
  ALL_FAULTS.slice(i * NAMES_A_LINE, (i + 1) * NAMES_A_LINE).join(', '),
).join(',\n                   ')

const HELP = `wattle sim --peers N --delegates D --minutes M --seed S [OPTION ...]

Runs a community in virtual time and writes one JSON report. The same options give the same report, to the byte.

  --peers N        members of the community, each with a peer                  (8)
  --delegates D    how many seats there are                                    (4)
  --minutes M      of slots of one second, and then one more to settle         (1)
  --idle           nobody does anything in these minutes: what peers say to each
                   other all the same
  --seed S         where all chance comes from                                 (1)
  --faults LIST    all, or names with commas between: ${faultNames}
  --hop MS         how long a message takes from peer to peer                  (100)
  --epoch BLOCKS   so many blocks from one election to the next                (40)
  --transfers T    spread over the minutes (one a second; from 1000 peers up 7129 in all)
  --full F         how many peers keep and execute the ledger, so that the others are light
                   ones (all; of more than 200 peers 200)
  --time           adds to the report how many seconds the machine took

Delegates wait ten slots after their start (rule 9 of the protocol); the minutes begin after that.
Ends with 1 where an invariant broke, two executions of one block differed, or a transfer came to nothing.`

interface Options extends Ordinary {
  readonly time: boolean
}

const BROKEN = 1

export async function sim(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const options = readOptions(args)
  const start = performance.now()
  const report = runWorld(ordinary(options))
  const machineSeconds = Math.round((performance.now() - start) / 100) / 10
  io.out(JSON.stringify({ ...shown(options, report), ...(options.time && { machineSeconds }) }))
  for (const { words, slot, seed } of report.violations) io.err(`seed ${seed}, slot ${slot}: ${words}`)
  // A transfer that is neither final nor refused, though there was a minute to settle.
  const broken =
    report.violations.length > 0 || report.transactions.lost > 0 || report.executions.differing > 0
  return broken ? BROKEN : 0
}

const NAMES = [
  'peers',
  'delegates',
  'minutes',
  'seed',
  'faults',
  'hop',
  'epoch',
  'transfers',
  'full',
] as const

function readOptions(args: string[]): Options {
  let values: Partial<Record<(typeof NAMES)[number], string>>
  let flags: { readonly idle?: boolean; readonly time?: boolean }
  try {
    const flag = { type: 'boolean' as const }
    const options = Object.fromEntries(NAMES.map(name => [name, { type: 'string' as const }]))
    const read = parseArgs({ args, options: { ...options, idle: flag, time: flag }, allowPositionals: false })
    const { idle = false, time = false, ...rest } = read.values
    flags = { idle, time }
    values = rest
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}; \`wattle sim --help\` lists the options`,
    )
  }
  const whole = (name: (typeof NAMES)[number], least: number, most: number, otherwise: number): number => {
    const given = values[name]
    if (given === undefined) return otherwise
    const value = /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN
    if (!(value >= least && value <= most))
      throw new UsageError(`--${name} takes a whole number from ${least} to ${most}, and was given ${given}`)
    return value
  }
  const peers = whole('peers', 2, 100_000, 8)
  const delegates = whole('delegates', 1, 101, Math.min(4, peers))
  if (delegates > peers) throw new UsageError(`${delegates} delegates are more than the ${peers} peers`)
  const minutes = whole('minutes', 1, 100_000, 1)
  const { idle = false, time = false } = flags
  if (idle && values.transfers !== undefined) throw new UsageError('--idle goes without --transfers')
  const faults = readFaults(values.faults)
  return {
    peers,
    delegates,
    minutes,
    seed: whole('seed', 0, Number.MAX_SAFE_INTEGER, 1),
    faults,
    hop: whole('hop', 0, 60_000, 100),
    epoch: whole('epoch', 10, 1_000_000, 40),
    transfers: idle ? 0 : whole('transfers', 0, 100_000_000, transfersOf(peers, minutes)),
    full: whole('full', delegates, peers, fullOf(peers, delegates)),
    time,
  }
}

function readFaults(list: string | undefined): readonly FaultName[] {
  if (list === undefined || list === '') return []
  if (list === 'all') return ALL_FAULTS
  return list.split(',').map(name => {
    const fault = ALL_FAULTS.find(each => each === name.trim())
    if (!fault) throw new UsageError(`there is no fault ${name}; there are ${ALL_FAULTS.join(', ')}`)
    return fault
  })
}

const sum = (counts: Counts): number => Object.values(counts).reduce((all, count) => all + count, 0)

/** The report as this command promises it. */
function shown(options: Options, report: Report) {
  const { peers, delegates, minutes, seed, faults, full } = options
  const { sent, hostile, final, applied, lost, refused, keptOut } = report.transactions
  return {
    peers,
    full,
    delegates,
    minutes,
    seed,
    faults,
    slots: report.slots,
    blocks: report.blocks,
    sent,
    final,
    applied,
    refused: sum(refused),
    keptOut: sum(keptOut),
    lost,
    hostile,
    codes: { ...refused, ...keptOut },
    finalityMs: report.finality,
    dueWithoutBlock: report.dueWithoutBlock,
    quietSlots: report.quietSlots,
    handOvers: report.handOvers,
    reorganisations: report.reorganisations,
    deepestReorganisation: report.deepest,
    lockRefusals: report.lockRefusals,
    evidence: report.evidence,
    convicted: report.convicted,
    exceededThird: report.exceeded,
    messagesPerPeer: report.messagesPerPeer,
    bytesPerPeer: report.bytesPerPeer,
    traffic: report.traffic,
    proven: report.proven,
    mostInFlight: report.mostInFlight,
    executions: report.executions,
    faultsStruck: report.faults,
    halts: report.halts,
    starts: report.starts,
    invariantsChecked: report.invariantsChecked,
    violations: report.violations,
    head: report.head,
    trace: report.trace,
  }
}
