// What the runs of a campaign amount to. It has tested what it claims only if everything that it counts has happened.
import { ALL_FAULTS, isPassing } from '../../../src/sim/faults/catalogue.ts'
import type { Report } from '../../../src/sim/report.ts'

/** Plain numbers, all of which must have been more than nothing in the end. */
export interface Met {
  runs: number
  with4: number
  with7: number
  with21: number
  realSignatures: number
  unshared: number
  blocks: number
  abandoned: number
  final: number
  handOvers: number
  reorganisations: number
  evidence: number
  convicted: number
  lockRefusals: number
  quietSlots: number
  halts: number
  restarts: number
  executedAgain: number
  checked: number
}

export interface Totals {
  readonly met: Met
  /** How often each has struck, and how many delegates were dishonest in each way. */
  readonly faults: Record<string, number>
  /** What must not have been. */
  violations: number
  differing: number
  exceeded: number
}

const NOTHING: Met = {
  ...{ runs: 0, with4: 0, with7: 0, with21: 0, realSignatures: 0, unshared: 0 },
  ...{ blocks: 0, abandoned: 0, final: 0, handOvers: 0, reorganisations: 0, evidence: 0, convicted: 0 },
  ...{ lockRefusals: 0, quietSlots: 0, halts: 0, restarts: 0, executedAgain: 0, checked: 0 },
}
/** No more runs than this share may count for nothing. */
const MOST_EXCEEDED = 0.03
const MET = Reflect.ownKeys(NOTHING) as (keyof Met)[]

export const nothing = (): Totals => ({
  met: { ...NOTHING },
  faults: Object.fromEntries(ALL_FAULTS.map(name => [name, 0])),
  violations: 0,
  differing: 0,
  exceeded: 0,
})

const sum = (counts: object): number => Object.values(counts).reduce((all, count) => all + count, 0)

/**
 * Takes a run in. Where fewer stood for election than there are seats, a set was smaller than its plan had meant, and a
 * third of it may have been faulty: nothing is promised then, and the run counts for nothing.
 */
export function count(totals: Totals, report: Report): void {
  const { met, faults } = totals
  if (report.exceeded) {
    totals.exceeded += 1
    totals.violations += report.violations.length
    return
  }
  met.runs += 1
  met.with4 += Number(report.delegates === 4)
  met.with7 += Number(report.delegates === 7)
  met.with21 += Number(report.delegates === 21)
  met.realSignatures += Number(report.signatures === 'ed25519')
  met.unshared += Number(report.executions.shared === 0)
  met.blocks += report.blocks
  met.abandoned += report.made - report.blocks
  met.final += report.transactions.final
  met.handOvers += report.handOvers
  met.reorganisations += report.reorganisations
  met.evidence += report.evidence
  met.convicted += report.convicted
  met.lockRefusals += report.lockRefusals
  met.quietSlots += report.quietSlots
  met.halts += sum(report.halts)
  met.restarts += report.starts - report.peers
  met.executedAgain += report.executions.again
  met.checked += report.invariantsChecked
  for (const [name, times] of Object.entries(report.faults)) faults[name] = (faults[name] ?? 0) + times
  totals.violations += report.violations.length
  totals.differing += report.executions.differing
}

/** Puts the totals of two parts together. */
export function join(totals: Totals, part: Totals): void {
  for (const what of MET) totals.met[what] += part.met[what]
  for (const [name, times] of Object.entries(part.faults))
    totals.faults[name] = (totals.faults[name] ?? 0) + times
  totals.violations += part.violations
  totals.differing += part.differing
  totals.exceeded += part.exceeded
}

/** Prints what there was, and says whether the campaign has passed. */
export function passes(totals: Totals, print: (line: string) => void): boolean {
  const { met, faults, violations, differing, exceeded } = totals
  for (const what of MET) print(`  ${what.padEnd(22)} ${met[what]}`)
  for (const name of ALL_FAULTS)
    print(`  ${(isPassing(name) ? name : `dishonest: ${name}`).padEnd(22)} ${faults[name]}`)
  print(
    `  violations ${violations}, executions that differed ${differing}, not counted, for a third was faulty: ${exceeded}`,
  )
  const unmet = [...MET.filter(what => met[what] === 0), ...ALL_FAULTS.filter(name => !faults[name])]
  if (unmet.length > 0) print(`Never met, so not tested: ${unmet.join(', ')}.`)
  return violations === 0 && differing === 0 && exceeded <= met.runs * MOST_EXCEEDED && unmet.length === 0
}
