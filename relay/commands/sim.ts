// `wattle sim`: a whole community in virtual time, and one report of how it went.
import { parseArgs } from 'node:util'
import { ALL_FAULTS, type FaultName } from '../../src/sim/faults/catalogue.ts'
import type { Counts, Report } from '../../src/sim/report.ts'
import { standIn } from '../../src/sim/signing.ts'
import { street } from '../../src/sim/village.ts'
import { type Plan, runWorld } from '../../src/sim/world.ts'
import { type Io, UsageError } from './io.ts'

const NAMES_A_LINE = 6
const faultNames = Array.from({ length: Math.ceil(ALL_FAULTS.length / NAMES_A_LINE) }, (_, i) =>
  ALL_FAULTS.slice(i * NAMES_A_LINE, (i + 1) * NAMES_A_LINE).join(', '),
).join(',\n                   ')

const HELP = `wattle sim --peers N --delegates D --minutes M --seed S [OPTION ...]

Runs a community in virtual time and writes one JSON report. The same options give the same report, to the byte.

  --peers N        members of the community                                    (8)
  --delegates D    how many seats there are                                    (4)
  --minutes M      of slots of one second, and then one more to settle         (1)
  --seed S         where all chance comes from                                 (1)
  --faults LIST    all, or names with commas between: ${faultNames}
  --hop MS         how long a message takes from peer to peer                  (100)
  --epoch BLOCKS   so many blocks from one election to the next                (40)
  --transfers T    spread over the run (one a second; 7129 from 1000 peers up)
  --full F         how many peers keep and execute the ledger                  (at most 200)

Ends with 1 where an invariant broke or a transfer came to nothing.`

interface Options {
  readonly peers: number
  readonly delegates: number
  readonly minutes: number
  readonly seed: number
  readonly faults: readonly FaultName[]
  readonly hop: number
  readonly epoch: number
  readonly transfers: number
  readonly full: number
}

const SLOTS_A_MINUTE = 60
const BROKEN = 1

export async function sim(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const options = readOptions(args)
  const report = runWorld(planOf(options))
  io.out(JSON.stringify(shown(options, report)))
  for (const { words, slot, seed } of report.violations) io.err(`seed ${seed}, slot ${slot}: ${words}`)
  // A transfer that is neither final nor refused, though there was a minute to settle.
  return report.violations.length > 0 || report.transactions.lost > 0 ? BROKEN : 0
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
  let values: Partial<Record<string, string>>
  try {
    const options = Object.fromEntries(NAMES.map(name => [name, { type: 'string' as const }]))
    values = parseArgs({ args, options, allowPositionals: false }).values
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
  const transfers = peers >= 1000 ? 7129 : minutes * SLOTS_A_MINUTE
  return {
    peers,
    delegates,
    minutes,
    seed: whole('seed', 0, Number.MAX_SAFE_INTEGER, 1),
    faults: readFaults(values.faults),
    hop: whole('hop', 0, 60_000, 100),
    epoch: whole('epoch', 10, 1_000_000, 40),
    transfers: whole('transfers', 0, 100_000_000, transfers),
    full: whole('full', delegates, peers, Math.max(delegates, Math.min(peers, 200))),
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

function planOf(options: Options): Plan {
  const { peers, delegates, minutes, seed, faults, hop, epoch, transfers, full } = options
  const slots = minutes * SLOTS_A_MINUTE
  return {
    seed,
    delegates,
    // A few more who stand, where there are peers for it, so that there is somebody to elect.
    candidates: Math.min(full, delegates + Math.max(2, delegates >> 1)),
    peers: full,
    mesh: peers > full || faults.length === 0,
    light: peers - full,
    members: peers,
    slots,
    hopMs: hop,
    epochBlocks: epoch,
    deeds: Math.round((transfers * 1000) / slots),
    only: { module: 'accounts', command: 'transfer' },
    // To the end and beyond: what comes to nothing is lost, not stale.
    expirySlots: 2 * slots + 600,
    faults,
    scheme: standIn,
    town: street,
  }
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
