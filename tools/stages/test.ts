// The test command: its stages in order, each within a budget of time, stopping at the first that fails.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { findChromium } from '../browser.ts'
import { runNode } from './command.ts'
import { duration, isOver, type Row, table } from './table.ts'
import { addTotals, line, type Totals, totalsOf } from './totals.ts'

interface Outcome {
  /** Why the stage failed, or undefined where it passed. */
  readonly failure?: string
  readonly totals?: Totals
}

interface Stage {
  readonly name: string
  readonly budgetMinutes: number
  run(): Promise<Outcome>
}

const STAGES: readonly Stage[] = [
  { name: 'static checks and build', budgetMinutes: 2, run: checkAndBuild },
  { name: 'unit and property', budgetMinutes: 3, run: () => vitest(['node'], 2) },
  { name: 'simulated worlds', budgetMinutes: 4, run: () => vitest(['worlds']) },
  { name: 'browser', budgetMinutes: 7, run: () => vitest(['browser', 'pages', 'journeys']) },
]

// For .ci/run, which adds what stands around the stages.
const RECORD = '.cache/stages.tsv'
const TOTALS = '.cache/totals.txt'

/** Runs every stage and promises the exit code. */
export async function test(): Promise<number> {
  try {
    findChromium()
  } catch (error) {
    // The browser stage is never left out, so it is better to know now.
    console.error((error as Error).message)
    return 1
  }
  mkdirSync('.cache', { recursive: true })
  const rows: Row[] = []
  let totals: Totals = { passed: 0, failed: 0 }
  let stopped: string | undefined

  for (const stage of STAGES) {
    const budgetSeconds = stage.budgetMinutes * 60
    if (stopped !== undefined) {
      rows.push({ name: stage.name, state: 'not run', budgetSeconds })
      continue
    }
    console.log(`\n== ${stage.name} (budget ${duration(budgetSeconds)})`)
    const start = performance.now()
    const outcome = await stage.run()
    const seconds = (performance.now() - start) / 1000
    if (outcome.totals) totals = addTotals(totals, outcome.totals)
    if (outcome.failure !== undefined) stopped = `Stopped at ${stage.name}: ${outcome.failure}.`
    const row = { name: stage.name, state: stopped ? 'failed' : 'passed', seconds, budgetSeconds }
    rows.push(row)
    console.log(`== ${stage.name}: ${row.state} in ${duration(seconds)}`)
    if (isOver(row)) console.log(`== OVER BUDGET: ${stage.name} has ${duration(budgetSeconds)}`)
  }

  writeFileSync(
    RECORD,
    rows.map(row => `${row.name}\t${row.seconds ?? '-'}\t${row.budgetSeconds}\n`).join(''),
  )
  writeFileSync(TOTALS, `${line(totals)}\n`)
  const budget = STAGES.reduce((sum, stage) => sum + stage.budgetMinutes * 60, 0)
  console.log(`\n${table(rows, budget)}\n`)
  if (stopped) console.log(`${stopped}\n`)
  console.log(line(totals))
  return stopped === undefined && totals.failed === 0 ? 0 : 1
}

async function checkAndBuild(): Promise<Outcome> {
  const checks: [string, string, ...string[]][] = [
    ['types', 'node_modules/typescript/bin/tsc', '-p', '.'],
    ['format and lint', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
    ['house', 'tools/run.mjs', 'tools/house.ts'],
  ]
  if (existsSync('vite.config.ts'))
    checks.push(
      [
        'screens',
        'node_modules/svelte-check/bin/svelte-check',
        ...['--tsconfig', './tsconfig.app.json', '--fail-on-warnings', '--output', 'human'],
      ],
      ['build', 'node_modules/vite/bin/vite.js', 'build'],
      ['sizes', 'tools/run.mjs', 'tools/sizes.ts'],
    )
  for (const [name, script, ...args] of checks) {
    console.log(`-- ${name}`)
    if ((await runNode(script, ...args)) !== 0) return { failure: `${name} failed` }
  }
  return {}
}

/** `workers`: how many files at once, where most of them wait for a clock and not for a processor. */
async function vitest(projects: readonly string[], workers?: number): Promise<Outcome> {
  const report = `.cache/vitest-${projects[0]}.json`
  rmSync(report, { force: true }) // an old report must not speak for this run
  const code = await runNode(
    'node_modules/vitest/vitest.mjs',
    'run',
    ...projects.map(project => `--project=${project}`),
    ...(workers === undefined ? [] : [`--maxWorkers=${workers}`]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  )
  if (!existsSync(report)) return { failure: `vitest ended with ${code} and left no report` }
  const totals = totalsOf(readFileSync(report, 'utf8'))
  if (totals.failed > 0) return { failure: `${totals.failed} failed`, totals }
  if (totals.passed === 0) return { failure: 'no test ran', totals }
  if (code !== 0) return { failure: `vitest ended with ${code}, though no test failed`, totals }
  return { totals }
}
