// Processor time and memory of a browser’s processes, as the system has them, by what they do.
import { readdirSync, readFileSync } from 'node:fs'
import { processesOf } from '../../tools/processes.ts'

/** The system counts processor time in hundredths of a second. */
const TICK_MS = 10

export interface Usage {
  readonly totalMs: number
  /** By kind of process and thread. */
  readonly threads: ReadonlyMap<string, number>
}

const kindOf = (pid: number): string => {
  // What a process was forked for stands there with blanks between the words.
  const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split(/[\0 ]/)
  const type = words.find(word => word.startsWith('--type='))?.slice(7) ?? 'browser'
  const service = words
    .find(word => word.startsWith('--utility-sub-type='))
    ?.split('.')
    .at(0)
  return service ? service.slice('--utility-sub-type='.length) : type
}

/** Of all processes of a profile’s browser since they began. */
export function usageOf(profile: string): Usage {
  const threads = new Map<string, number>()
  let totalMs = 0
  for (const pid of processesOf(profile)) {
    try {
      const kind = kindOf(pid)
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, 'latin1')
        const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const ms = (Number(fields[11]) + Number(fields[12])) * TICK_MS
        totalMs += ms
        const key = `${kind}/${name}`
        threads.set(key, (threads.get(key) ?? 0) + ms)
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return { totalMs, threads }
}

/** What was used between two looks, in all and by the threads that used most, as shares of one core. */
export function shares(before: Usage, after: Usage, ms: number, most = 8): { total: number; words: string } {
  const used = [...after.threads]
    .map(([name, value]) => [name, (value - (before.threads.get(name) ?? 0)) / ms] as const)
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
  return {
    total: (after.totalMs - before.totalMs) / ms,
    words: used.map(([name, share]) => `${name} ${Math.round(share * 100)} %`).join(', '),
  }
}

/** Proportional memory of each renderer, in bytes, the largest first. */
export function rendererMemory(profile: string): number[] {
  const found: number[] = []
  for (const pid of processesOf(profile)) {
    try {
      if (kindOf(pid) !== 'renderer') continue
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
      if (pss) found.push(Number(pss[1]) * 1024)
    } catch {
      // It has ended meanwhile.
    }
  }
  return found.sort((a, b) => b - a)
}
