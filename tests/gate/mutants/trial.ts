// One trial of the software that this file is bundled with: worlds of these seeds, until a checker sees something.
// Usage: FIRST COUNT [calm], or `directed` and the name of a plan. Prints one object: the seed and the checker that saw it
// first, or neither.
import { type DirectedName, playDirected } from '../../../src/sim/directed/plans.ts'
import type { Outcome } from '../../../src/sim/directed/stage.ts'
import { runWorld } from '../../../src/sim/world.ts'
import { campaignPlan } from '../campaign.ts'
import { verifyByNode } from './native.ts'

const [first = 1, count = 20] = process.argv.slice(2, 4).map(Number)
const calm = process.argv[4] === 'calm'

function trial(): object {
  for (let seed = first; seed < first + count; seed++) {
    const plan = campaignPlan(seed)
    const report = runWorld(calm ? { ...plan, faults: [] } : plan)
    if (report.violations.length > 0) return { seed, ...told(report.violations) }
  }
  return {}
}

function directed(name: DirectedName): object {
  const { violations } = playDirected(name, verifyByNode)
  return violations.length > 0 ? { seed: name, ...told(violations) } : {}
}

/** Who saw something, and what the first of them said. */
function told(violations: Outcome['violations']): object {
  const checkers = new Set(violations.map(({ checker }) => checker))
  return { checker: [...checkers].join(', '), words: violations[0]!.words }
}

const [mode, name] = process.argv.slice(2)
console.log(JSON.stringify(mode === 'directed' ? directed(name as DirectedName) : trial()))
