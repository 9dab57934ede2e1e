// As many processes as there are cores, each long-lived, for code that has run often runs fast: each is given some seeds
// after the other, until none are left.
import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { Part, Told } from './worker.ts'

/** Seeds that are given at a time: few, so that no core waits long for the last. */
export const PART_SEEDS = 10

/** Carries out all parts; `done` hears of each as it ends. Ends early, in good order, where `stopped` says so. */
export async function carryOut(
  parts: readonly Part[],
  done: (part: Part, told: Told) => void,
  stopped: () => boolean = () => false,
): Promise<void> {
  let next = 0
  const hands = Array.from({ length: Math.min(availableParallelism(), parts.length) }, () => {
    const child = fork('tools/run.mjs', ['tests/gate/campaign/worker.ts'], {
      // Young objects are many and die at once; with more room most of a world is gone before anybody looks.
      execArgv: ['--max-semi-space-size=128', '--min-semi-space-size=128'],
    })
    return work(child, () => (stopped() ? undefined : parts[next++]), done).finally(() => {
      if (child.connected) child.disconnect()
    })
  })
  await Promise.all(hands)
}

async function work(
  child: ChildProcess,
  give: () => Part | undefined,
  done: (part: Part, told: Told) => void,
): Promise<void> {
  for (let part = give(); part; part = give()) done(part, await ask(child, part))
}

function ask(child: ChildProcess, part: Part): Promise<Told> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) =>
      reject(new Error(`seeds ${part.first} to ${part.end - 1}: the process ended with ${code}`))
    child.once('exit', fail)
    child.once('message', told => {
      child.off('exit', fail)
      resolve(told as Told)
    })
    child.send(part)
  })
}

/** Seeds in parts. */
export function partsOf(first: number, runs: number): Part[] {
  const parts: Part[] = []
  for (let at = first; at < first + runs; at += PART_SEEDS)
    parts.push({ first: at, end: Math.min(at + PART_SEEDS, first + runs) })
  return parts
}
