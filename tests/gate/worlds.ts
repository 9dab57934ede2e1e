// A campaign of simulated worlds: random plans with random faults, one in twenty with real signatures.
// Usage: node tools/run.mjs tests/gate/worlds.ts [RUNS] [FIRST SEED]

import { pickVerifier } from '../../src/crypto/verify.ts'
import { ALL_FAULTS } from '../../src/sim/faults.ts'
import { Random } from '../../src/sim/random.ts'
import { ed25519, standIn } from '../../src/sim/signing.ts'
import { type Plan, runWorld } from '../../src/sim/world.ts'
import { STORMY } from '../worlds/plans.ts'

const real = ed25519(await pickVerifier())

function planOf(seed: number): Plan {
  const random = new Random(`campaign ${seed}`)
  const draw = (below: number) => random.draw(below)
  const signed = seed % 20 === 0
  return {
    ...STORMY,
    seed,
    peers: 2 + draw(8),
    members: 5 + draw(20),
    slots: signed ? 60 : 100 + draw(200),
    hopMs: [20, 100, 250, 400][draw(4)]!,
    deeds: 500 + draw(4000),
    faults: draw(2) === 0 ? ALL_FAULTS : ALL_FAULTS.filter(() => draw(2) === 0),
    scheme: signed ? real : standIn,
  }
}

const [runs = 150, first = 1] = process.argv.slice(2).map(Number)
const totals = { blocks: 0, applied: 0, hostile: 0, starts: 0, refused: 0, checked: 0, violations: 0 }
for (let seed = first; seed < first + runs; seed++) {
  const report = await runWorld(planOf(seed))
  const { applied, hostile, refused } = report.transactions
  totals.blocks += report.blocks
  totals.applied += applied
  totals.hostile += hostile
  totals.starts += report.starts
  totals.refused += Object.values(refused).reduce((sum, count) => sum + count, 0)
  totals.checked += report.invariantsChecked
  totals.violations += report.violations.length
  for (const violation of report.violations) console.log(JSON.stringify({ plan: seed, ...violation }))
}
// A campaign that met none of what it is about has not tested it.
const unmet = (['blocks', 'applied', 'hostile', 'starts', 'refused'] as const).filter(
  what => totals[what] === 0,
)
console.log(`worlds: ${runs} runs from seed ${first}: ${JSON.stringify(totals)}`)
if (unmet.length > 0) console.log(`never met: ${unmet.join(', ')}`)
process.exitCode = totals.violations > 0 || unmet.length > 0 ? 1 : 0
