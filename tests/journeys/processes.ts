// The processes of a browser, by the profile that it was started with: to end it as a power cut does, or to put it to
// sleep as a lid that is closed.
import { readdirSync, readFileSync } from 'node:fs'

/** Of a profile's browser, the first of them its own and the others its children. */
export function processesOf(profile: string): number[] {
  const parents = new Map<number, number>()
  let browser: number | undefined
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const pid = Number(name)
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
      const words = readFileSync(`/proc/${name}/cmdline`, 'latin1').split('\0')
      if (words.includes(`--user-data-dir=${profile}`) && !words.some(word => word.startsWith('--type=')))
        browser = pid
    } catch {
      // It has ended meanwhile.
    }
  }
  if (browser === undefined) return []
  const all = [browser]
  for (const pid of all) for (const [child, parent] of parents) if (parent === pid) all.push(child)
  return all
}

export function signal(profile: string, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of processesOf(profile)) {
    try {
      process.kill(pid, name)
    } catch {
      // It ended by itself, with the browser.
    }
  }
}
