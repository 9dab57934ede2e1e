// The gate: what takes too long for every change, by name, each an entry of tests/gate/.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { runNode } from './command.ts'
import { cleanTree, readPassed, writePassed } from './record.ts'
import { duration, type Row, table } from './table.ts'

const FOLDER = 'tests/gate'
const BUDGET_SECONDS = 60 * 60

/** Runs the stages that are asked for, or all that have not passed yet, and promises the exit code. */
export async function gate(args: readonly string[]): Promise<number> {
  const stages = findStages()
  // A number behind a name is for that stage: how much of it.
  const counts = new Map<string, string>()
  const names: string[] = []
  for (const arg of args)
    if (/^\d+$/.test(arg) && names.length > 0) counts.set(names.at(-1)!, arg)
    else if (arg !== '--fresh') names.push(arg)
  const unknown = names.filter(name => !stages.includes(name))
  if (unknown.length > 0) {
    console.error(`The gate has no stage ${unknown.join(', ')}. It has: ${stages.join(', ') || 'none'}.`)
    return 2
  }
  if (stages.length === 0) {
    console.error(`The gate has no stages: there is nothing in ${FOLDER}/.`)
    return 1
  }

  const tree = cleanTree()
  const passed = args.includes('--fresh') ? {} : readPassed(tree)
  if (tree === undefined)
    console.log('Files differ from the last commit: nothing is resumed, nothing remembered.')
  console.log(
    `The gate: ${(names.length > 0 ? names : stages).join(', ')}; budget ${duration(BUDGET_SECONDS)}.`,
  )

  const rows: Row[] = []
  for (const name of names.length > 0 ? names : stages) {
    if (names.length === 0 && passed[name] !== undefined) {
      rows.push({ name, state: 'passed before', seconds: passed[name] })
      continue
    }
    console.log(`\n== ${name}`)
    const start = performance.now()
    const count = counts.get(name)
    const code = await runNode('tools/run.mjs', `${FOLDER}/${name}.ts`, ...(count ? [count] : []))
    const seconds = (performance.now() - start) / 1000
    rows.push({ name, state: code === 0 ? 'passed' : `failed (${code})`, seconds })
    console.log(`== ${name}: ${code === 0 ? 'passed' : 'failed'} in ${duration(seconds)}`)
    // So much of it may be more than the gate asks for, or less.
    if (count === undefined && code === 0) passed[name] = seconds
    else if (code !== 0) delete passed[name]
    // A tree that changed under the stage has proven nothing.
    if (tree !== undefined && cleanTree() === tree) writePassed(tree, passed)
  }

  console.log(`\n${table(rows, BUDGET_SECONDS)}\n`)
  const failed = rows.filter(row => row.state.startsWith('failed'))
  const missing = stages.filter(name => passed[name] === undefined)
  if (failed.length > 0) console.log(`The gate is shut: ${failed.map(row => row.name).join(', ')} failed.`)
  else if (missing.length > 0) console.log(`Still to pass: ${missing.join(', ')}.`)
  else console.log('The gate is open.')
  return failed.length === 0 ? 0 : 1
}

// A file that another one imports is a part of that stage, and none of its own.
function findStages(): string[] {
  if (!existsSync(FOLDER)) return []
  const files = readdirSync(FOLDER).filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const texts = files.map(file => readFileSync(`${FOLDER}/${file}`, 'utf8'))
  return files
    .filter(file => !texts.some(text => text.includes(`'./${file}'`)))
    .map(file => file.slice(0, -'.ts'.length))
    .sort()
}
