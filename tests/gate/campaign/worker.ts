// One process of a campaign: is told seeds, runs their worlds, tells what came of it.
import { runWorld } from '../../../src/sim/world.ts'
import { campaignPlan } from './plans.ts'
import { count, nothing, type Totals } from './totals.ts'

/** Seeds from the first up to, not including, the end. */
export interface Part {
  readonly first: number
  readonly end: number
}

export interface Told {
  readonly totals: Totals
  /** Each with its seed, which replays it. */
  readonly violations: readonly string[]
  readonly cpuMs: number
}

function run({ first, end }: Part): Told {
  const totals = nothing()
  const violations: string[] = []
  const before = process.cpuUsage()
  for (let seed = first; seed < end; seed++) {
    const report = runWorld(campaignPlan(seed))
    count(totals, report)
    for (const violation of report.violations) violations.push(JSON.stringify(violation))
  }
  const { user, system } = process.cpuUsage(before)
  return { totals, violations, cpuMs: Math.round((user + system) / 1000) }
}

process.on('message', part => process.send!(run(part as Part)))
