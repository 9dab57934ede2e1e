// Takes each safety rule out in turn, and asks whether a checker notices. A rule whose removal nobody notices is not
// tested. Every mutant must build, and pass a run without faults: it differs by its rule alone.
// Usage: node tools/run.mjs tests/gate/mutants.ts [MOST SEEDS] [RULE]
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { buildMutant } from './mutants/build.ts'
import { MUTANTS, type Mutant } from './mutants/rules.ts'

const TRIAL = 'tests/gate/mutants/trial.ts'
/** Seeds that one process goes through, before the next one is started. */
const BATCH = 10
const AT_ONCE = 2

interface Seen {
  readonly seed?: number | string
  readonly checker?: string
  readonly words?: string
}

const run = promisify(execFile)

async function trial(file: string, ...given: (number | string)[]): Promise<Seen> {
  const args = [file, ...given.map(String)]
  try {
    const { stdout } = await run(process.execPath, args, { timeout: 300_000 })
    return JSON.parse(stdout.trim().split('\n').at(-1)!)
  } catch (error) {
    // A world that cannot even be run to its end has been noticed, too.
    return { seed: given[0]!, checker: 'the world itself', words: String(error).split('\n')[0]! }
  }
}

interface Row extends Seen {
  readonly rule: string
  readonly calm: boolean
}

async function judge(mutant: Mutant, most: number): Promise<Row> {
  const file = await buildMutant(TRIAL, mutant)
  const { checker } = await trial(file, 1, 1, 'calm')
  const calm = checker === undefined
  if (mutant.plan) {
    const seen = await trial(file, 'directed', mutant.plan)
    return { rule: mutant.rule, calm, ...seen }
  }
  for (let first = 1; first <= most; first += BATCH) {
    const seen = await trial(file, first, Math.min(BATCH, most - first + 1))
    if (seen.checker) return { rule: mutant.rule, calm, ...seen }
  }
  return { rule: mutant.rule, calm }
}

const [most = '200', only] = process.argv.slice(2)
const waiting = MUTANTS.filter(({ rule }) => !only || rule === only)
const rows: Row[] = []
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const row = await judge(next, Number(most))
      rows.push(row)
      const seen = row.checker ? `seen by ${row.checker} at seed ${row.seed}` : 'NOT SEEN'
      console.log(`${row.rule.padEnd(48)}${seen}${row.calm ? '' : ', BUT NOT CALM WITHOUT FAULTS'}`)
    }
  }),
)
const unseen = rows.filter(({ checker, calm }) => !checker || !calm)
console.log(`mutants: ${rows.length} rules taken out, ${unseen.length} of them not as they should be`)
process.exitCode = unseen.length > 0 ? 1 : 0
