// Runs a TypeScript entry under Node: bundles it (packages stay outside), then imports the bundle.
// Usage: node tools/run.mjs ENTRY.ts [ARG ...]
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const [entry, ...args] = process.argv.slice(2)
const input = resolve(root, entry)
const dir = join(root, '.cache', 'run')

const bundle = await rolldown({ input, platform: 'node', external: /^(?![./]|[A-Za-z]:)/ })
const { output } = await bundle.generate({
  dir,
  sourcemap: 'inline',
  entryFileNames: '[name]-[hash].mjs',
  chunkFileNames: '[name]-[hash].mjs',
})
mkdirSync(dir, { recursive: true })
// Names carry a hash of the content, and a file appears whole: commands started at once never meet half of one.
for (const { fileName, code } of output) {
  const file = join(dir, fileName)
  if (!code || existsSync(file)) continue
  writeFileSync(`${file}.${process.pid}`, code)
  renameSync(`${file}.${process.pid}`, file)
}

process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], basename(input), ...args]
await import(pathToFileURL(join(dir, output[0].fileName)).href)
