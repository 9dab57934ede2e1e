// The long campaign of 20,000 worlds. It may be cut short at any time, and goes on where it was when it is started again
// over the same source; what it has met so far stands in its file.
// Usage: npm run soak [-- RUNS] [--fresh]
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { carryOut, PART_SEEDS, partsOf } from './crew.ts'
import { join, nothing, passes, type Totals } from './totals.ts'

const DIR = '.cache'
const FILE = `${DIR}/soak.json`
const SOURCES = ['src', 'tests/gate/campaign']
/** A line is printed and the file written after so many worlds. */
const WRITE_EVERY = 100
/** The gate has the seeds from 1 on; these are others. */
const FIRST_SEED = 1_000_001

interface Progress {
  /** What the source was when it began: what holds of another holds of that one alone. */
  readonly source: string
  /** The first seeds of the parts that are done. */
  readonly done: number[]
  readonly totals: Totals
  readonly violations: string[]
  minutes: number
}

function sourceHash(): string {
  const hash = createHash('sha256')
  for (const dir of SOURCES)
    for (const file of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
      if (/\.ts$/.test(file) && !/\.test(ing)?\.ts$/.test(file))
        hash.update(`${dir}/${file}\0`).update(readFileSync(`${dir}/${file}`))
  return hash.digest('hex')
}

function readProgress(source: string): Progress | undefined {
  if (!existsSync(FILE)) return undefined
  const kept = JSON.parse(readFileSync(FILE, 'utf8')) as Progress
  if (kept.source === source) return kept
  console.log('The source is another than that of the last soak: it begins anew.')
  return undefined
}

/** Whole or not at all, whenever it is cut short. */
function write(progress: Progress): void {
  mkdirSync(DIR, { recursive: true })
  writeFileSync(`${FILE}.new`, JSON.stringify(progress))
  renameSync(`${FILE}.new`, FILE)
}

const args = process.argv.slice(2)
if (args.includes('--fresh')) rmSync(FILE, { force: true })
const runs = Number(args.find(arg => /^\d+$/.test(arg)) ?? 20_000)
const source = sourceHash()
const progress = readProgress(source) ?? { source, done: [], totals: nothing(), violations: [], minutes: 0 }
const done = new Set(progress.done)
const before = progress.minutes
const began = performance.now()
let stopped = false
process.once('SIGINT', () => {
  stopped = true
  console.log('It ends with what is under way; started again, it goes on.')
})

if (done.size > 0) console.log(`${progress.totals.met.runs} worlds are done; it goes on.`)
for (const violation of progress.violations) console.log(violation)
const parts = partsOf(FIRST_SEED, runs).filter(({ first }) => !done.has(first))
await carryOut(
  parts,
  ({ first }, told) => {
    progress.done.push(first)
    join(progress.totals, told.totals)
    progress.violations.push(...told.violations)
    progress.minutes = before + Math.round((performance.now() - began) / 6000) / 10
    for (const violation of told.violations) console.log(violation)
    if ((progress.done.length * PART_SEEDS) % WRITE_EVERY !== 0 && told.violations.length === 0) return
    write(progress)
    const { totals, minutes } = progress
    console.log(`${totals.met.runs} of ${runs} worlds, ${minutes} minutes, ${totals.violations} violations`)
  },
  () => stopped,
)
write(progress)
const { totals, minutes } = progress
console.log(`soak: ${totals.met.runs} worlds from seed ${FIRST_SEED}, ${minutes} minutes`)
const passed = passes(totals, line => console.log(line))
process.exitCode = passed && !stopped ? 0 : 1
