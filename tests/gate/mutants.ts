// Takes each safety rule out in turn, and asks whether a checker notices. A rule whose removal nobody notices is not
// tested. Every mutant must build, and pass a run without faults: it differs by its rule alone. And what shows it must
// show nothing of the software as it is.
// Usage: node tools/run.mjs tests/gate/mutants.ts [MOST SEEDS] [RULE]
import { availableParallelism } from 'node:os'
import { ALL_DIRECTED, playDirected } from '../../src/sim/directed/plans.ts'
import { type Judgement, judge } from './mutants/judge.ts'
import { verifyByNode } from './mutants/native.ts'
import { MUTANTS } from './mutants/rules.ts'

const MOST_SEEDS = 200

const row = (rule: string, calm: string, by: string, at: string, runs: string, more = '') =>
  `${rule.padEnd(44)} ${calm.padEnd(5)} ${by.padEnd(28)} ${at.padEnd(26)} ${runs.padEnd(5)} ${more}`.trimEnd()

function line({ rule, calm, seen, objection }: Judgement): string {
  const { by, at, runs } = seen ?? { by: 'NOBODY', at: '', runs: '' }
  return row(rule, calm ? 'yes' : 'NO', by, at, `${runs}`, objection)
}

const [most = String(MOST_SEEDS), only] = process.argv.slice(2)
const began = performance.now()
const waiting = MUTANTS.filter(({ rule }) => !only || rule === only)
const judged: Judgement[] = []
console.log(row('rule taken out', 'calm', 'seen by', 'at', 'runs'))
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const judgement = await judge(next, Number(most))
      judged.push(judgement)
      console.log(line(judgement))
    }
  }),
)
let broken = judged.filter(({ objection }) => objection !== undefined).length
for (const name of ALL_DIRECTED)
  for (const { checker, words } of playDirected(name, verifyByNode).violations) {
    broken += 1
    console.log(`“${name}” breaks something with every rule in place: ${checker}: ${words}`)
  }
const seconds = Math.round((performance.now() - began) / 1000)
console.log(
  `mutants: ${judged.length} rules taken out, ${ALL_DIRECTED.length} directed plans, ${broken} not as they should be, ${seconds} s`,
)
process.exitCode = broken > 0 || judged.length === 0 ? 1 : 0
