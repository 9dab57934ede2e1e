// A campaign of simulated worlds over all cores: random plans with all faults or some, one in a hundred with real
// signatures.
// Usage: node tools/run.mjs tests/gate/worlds.ts [RUNS] [FIRST SEED]
import { carryOut, partsOf } from './campaign/crew.ts'
import { join, nothing, passes } from './campaign/totals.ts'

const [runs = 2000, first = 1] = process.argv.slice(2).map(Number)
const began = performance.now()
const totals = nothing()
let cpuMs = 0
// Some more for those that count for nothing.
for (let tried = 0; totals.met.runs < runs && tried < 2 * runs; ) {
  const missing = runs - totals.met.runs
  await carryOut(partsOf(first + tried, missing), (_, told) => {
    join(totals, told.totals)
    cpuMs += told.cpuMs
    for (const violation of told.violations) console.log(violation)
  })
  tried += missing
}
const seconds = Math.round((performance.now() - began) / 1000)
console.log(
  `${runs} worlds from seed ${first}: ${seconds} s, of processors ${Math.round(cpuMs / runs)} ms a world`,
)
process.exitCode = passes(totals, line => console.log(line)) ? 0 : 1
