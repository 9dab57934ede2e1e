// One trial of the software that this file is bundled with: worlds of these seeds, until a checker sees something.
// Usage: FIRST COUNT [calm]. Prints one object: the seed and the checker that saw it first, or neither.

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

console.log(JSON.stringify(trial()))
