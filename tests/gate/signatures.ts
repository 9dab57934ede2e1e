// Gate: native and portable verification give the same verdict on every hostile signature, under Node and in
// Chromium, and the two places give the same as well.
// Usage: node tools/run.mjs tests/gate/signatures.ts [COUNT] [SEED]
import { runInChromiumWorker } from '../../tools/chromium.ts'
import verifyStream, { type Outcome, type Task } from './signatures-run.ts'

const COUNT = 200_000
const SEED = 1

/** Runs `count` inputs in each place and gives the number of disagreements. */
export async function run(
  count: number,
  report: (line: string) => void,
  seed: number = SEED,
): Promise<number> {
  const task = (place: string): Task => ({ place, seed, count })
  const [node, chromium] = await Promise.all([
    verifyStream(task('Node'), report),
    runInChromiumWorker('tests/gate/signatures-run.ts', task('Chromium'), report) as Promise<Outcome>,
  ])
  let disagreements = node.disagreements + chromium.disagreements
  if (node.verdicts !== chromium.verdicts) {
    disagreements += 1
    report(`Node accepted ${node.accepted} and Chromium ${chromium.accepted} of one stream, seed ${seed}`)
  }
  report(
    `signature rule: ${node.inputs} inputs in Node, ${chromium.inputs} in Chromium, ${disagreements} disagreements`,
  )
  return disagreements
}

if (process.argv[1]?.endsWith('signatures.ts')) {
  const [count = COUNT, seed = SEED] = process.argv.slice(2).map(Number)
  process.exitCode = (await run(count, console.log, seed)) === 0 ? 0 : 1
}
