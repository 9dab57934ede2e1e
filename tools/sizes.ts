// The weight of the built app, compressed as a server sends it: what a first visit loads, and all that there is.
// Usage: node tools/run.mjs tools/sizes.ts
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { firstLoad } from './sizes/firstLoad.ts'

const FOLDER = 'dist/app'
const MOST_KB = { 'first load': 300, 'whole app': 590 }

const texts = new Map<string, Buffer>()
for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true }))
  if (entry.isFile()) {
    const path = posix.join(entry.parentPath.replaceAll('\\', '/').slice(FOLDER.length + 1), entry.name)
    texts.set(path, readFileSync(join(entry.parentPath, entry.name)))
  }

/** Fonts are compressed already. */
const weight = (path: string) => {
  const bytes = texts.get(path)!
  return path.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length
}
const kB = (paths: Iterable<string>) => [...paths].reduce((sum, path) => sum + weight(path), 0) / 1000

const first = firstLoad('index.html', path => texts.get(path)?.toString('latin1'))
const found = { 'first load': kB(first), 'whole app': kB(texts.keys()) }
for (const path of [...texts.keys()].sort((a, b) => weight(b) - weight(a)))
  if (weight(path) >= 1000)
    console.log(
      `${(weight(path) / 1000).toFixed(1).padStart(8)} kB  ${path}${first.has(path) ? '' : '  (when needed)'}`,
    )
for (const [name, most] of Object.entries(MOST_KB)) {
  const size = found[name as keyof typeof found]
  console.log(
    `${size.toFixed(1).padStart(8)} kB  ${name}, of ${most} at most${size > most ? ': TOO MUCH' : ''}`,
  )
  if (size > most) process.exitCode = 1
}
