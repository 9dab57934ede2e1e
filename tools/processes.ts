// The processes of a browser, by the profile that it was started with.
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
