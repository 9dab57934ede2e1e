// One trial of the software that this file is bundled with: worlds of these seeds, until a checker sees something.
// Usage: FIRST COUNT [calm], or `directed` and the name of a plan. Prints one object: the seed and the checker that saw it
// first, or neither.
import { type DirectedName, playDirected } from '../../../src/sim/directed/plans.ts'
import { runWorld } from '../../../src/sim/world.ts'
import { campaignPlan } from '../campaign.ts'

const [first = 1, count = 20] = process.argv.slice(2, 4).map(Number)
const calm = process.argv[4] === 'calm'

function trial(): object {
  for (let seed = first; seed < first + count; seed++) {
    const plan = campaignPlan(seed)
    const report = runWorld(calm ? { ...plan, faults: [] } : plan)
    const [violation] = report.violations
    if (violation) return { seed, checker: violation.checker, words: violation.words }
  }
  return {}
}

function directed(name: DirectedName): object {
  const [violation] = playDirected(name).violations
  return violation ? { seed: name, checker: violation.checker, words: violation.words } : {}
}

const [mode, name] = process.argv.slice(2)
console.log(JSON.stringify(mode === 'directed' ? directed(name as DirectedName) : trial()))
