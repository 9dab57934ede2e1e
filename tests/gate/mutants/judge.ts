// Judges one mutant: it must build, pass a run without faults, and be seen by a checker, where the software as it is
// shows nothing in the very same run.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DirectedName } from '../../../src/sim/directed/plans.ts'
import { buildMutant } from './build.ts'
import type { Mutant } from './rules.ts'

const TRIAL = 'tests/gate/mutants/trial.ts'
const LONGEST_MS = 240_000
/** A run without faults: of this seed. */
const CALM_SEED = 1

/** What one run has shown: nothing, where no checker is named. */
export interface Seen {
  readonly checker?: string
  readonly words?: string
}

export interface Judgement {
  readonly rule: string
  readonly calm: boolean
  /** By which checkers, where, and in which run; undefined where nobody saw it. */
  readonly seen: { readonly by: string; readonly at: string; readonly runs: number } | undefined
  /** What is wrong with the mutant, or with the run that shows it. */
  readonly objection: string | undefined
}

const run = promisify(execFile)

export type Kind = readonly ['random' | 'calm', seed: number] | readonly ['directed', name: DirectedName]

/** Runs of the software in this file. One that cannot be run to its end is no answer, and throws. */
async function trial(file: string, ...kinds: readonly Kind[]): Promise<Seen[]> {
  const args = kinds.flatMap(kind => kind.map(String))
  const { stdout } = await run(process.execPath, [file, ...args], { timeout: LONGEST_MS })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

let sound: Promise<string> | undefined
const controls = new Map<string, Promise<Seen>>()

/** The same run of the software as it is. */
function control(kind: Kind): Promise<Seen> {
  sound ??= buildMutant(TRIAL, undefined)
  const file = sound
  const name = kind.join(' ')
  const known = controls.get(name) ?? file.then(async path => (await trial(path, kind))[0]!)
  controls.set(name, known)
  return known
}

/** Tries random runs of these seeds, one after the other, where the mutant has no plan of its own. */
export async function judge(mutant: Mutant, mostSeeds: number): Promise<Judgement> {
  const { rule, plan } = mutant
  const file = await buildMutant(TRIAL, mutant)
  const kindOf = (runs: number): Kind => (plan ? ['directed', plan] : ['random', runs])
  const [calmly, first] = await trial(file, ['calm', CALM_SEED], kindOf(1))
  const calm = calmly!.words === undefined
  let seen = first!
  let runs = 1
  while (!seen.checker && !plan && runs < mostSeeds) {
    runs += 1
    seen = (await trial(file, kindOf(runs)))[0]!
  }
  const { checker: by } = seen
  if (!by) return { rule, calm, seen: undefined, objection: calmly!.words ?? 'nobody sees it' }
  const { words: without } = await control(kindOf(runs))
  const at = plan ? `“${plan}”` : `seed ${runs}`
  const objection = calmly!.words ?? (without && `with it, too: ${without}`)
  return { rule, calm, seen: { by, at, runs }, objection }
}
