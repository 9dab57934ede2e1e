// A campaign of simulated worlds over all cores: random plans with all faults or some, one in a hundred with real
// signatures. It has tested what it claims only if everything that it counts has happened in it.
// Usage: node tools/run.mjs tests/gate/worlds.ts [RUNS] [FIRST SEED]
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { runWorld } from '../../src/sim/world.ts'
import { campaignPlan } from './campaign.ts'

/** Seeds that are tried one after the other by one process. */
interface Part {
  readonly first: number
  readonly step: number
  readonly end: number
}

const NOTHING = {
  runs: 0,
  blocks: 0,
  final: 0,
  handOvers: 0,
  reorganisations: 0,
  evidence: 0,
  lockRefusals: 0,
  quietSlots: 0,
  checked: 0,
  violations: 0,
}
type Totals = typeof NOTHING
const WHAT = Reflect.ownKeys(NOTHING) as (keyof Totals)[]

function through({ first, step, end }: Part): Totals {
  const totals = { ...NOTHING }
  for (let seed = first; seed < end; seed += step) {
    const report = runWorld(campaignPlan(seed))
    totals.runs += 1
    totals.blocks += report.blocks
    totals.final += report.transactions.final
    totals.handOvers += report.handOvers
    totals.reorganisations += report.reorganisations
    totals.evidence += report.evidence
    totals.lockRefusals += report.lockRefusals
    totals.quietSlots += report.quietSlots
    totals.checked += report.invariantsChecked
    totals.violations += report.violations.length
    for (const violation of report.violations) console.log(JSON.stringify(violation))
  }
  return totals
}

function inAnotherProcess(part: Part): Promise<Totals> {
  return new Promise((resolve, reject) => {
    const child = fork('tools/run.mjs', ['tests/gate/worlds.ts', 'part', JSON.stringify(part)])
    child.on('message', message => resolve(message as Totals))
    child.on('error', reject)
    child.on('exit', code => {
      if (code !== 0) reject(new Error(`a part of the campaign ended with ${code}`))
    })
  })
}

async function campaign(runs: number, first: number): Promise<void> {
  const began = Date.now()
  const step = availableParallelism()
  const parts = Array.from({ length: step }, (_, i) => ({ first: first + i, step, end: first + runs }))
  const totals = { ...NOTHING }
  for (const part of await Promise.all(parts.map(inAnotherProcess)))
    for (const what of WHAT) totals[what] += part[what]
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(`worlds: from seed ${first}, ${seconds} s: ${JSON.stringify(totals)}`)
  const unmet = WHAT.filter(what => what !== 'violations' && totals[what] === 0)
  if (unmet.length > 0) console.log(`never met: ${unmet.join(', ')}`)
  process.exitCode = totals.violations > 0 || unmet.length > 0 ? 1 : 0
}

const [one, other] = process.argv.slice(2)
if (one === 'part') process.send!(through(JSON.parse(other!)))
else await campaign(Number(one ?? 2000), Number(other ?? 1))
