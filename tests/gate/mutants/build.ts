// Bundles a trial with one rule taken out of the source on the way.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import type { Mutant } from './rules.ts'

const ROOT = process.cwd()
const DIR = join(ROOT, '.cache', 'mutants')

/** The path of a bundle of `entry` in which the mutant's rule is gone; with no mutant, of the software as it is. */
export async function buildMutant(entry: string, mutant: Mutant | undefined): Promise<string> {
  const found = new Map<string, number>()
  const bundle = await rolldown({
    input: join(ROOT, entry),
    platform: 'node',
    external: /^(?![./]|[A-Za-z]:)/,
    plugins: [
      {
        name: 'mutant',
        transform(code, id) {
          let changed = code
          for (const { file, from, to } of mutant?.edits ?? []) {
            if (relative(ROOT, id) !== file) continue
            const pieces = changed.split(from)
            found.set(from, (found.get(from) ?? 0) + pieces.length - 1)
            changed = pieces.join(to)
          }
          return changed === code ? null : changed
        },
      },
    ],
  })
  const name = (mutant?.rule ?? 'none').replaceAll(/[^a-z]+/g, '-')
  const { output } = await bundle.generate({ dir: DIR, entryFileNames: `${name}.mjs`, codeSplitting: false })
  // A rule that stands nowhere, or twice, is not the one that this mutant means.
  for (const { file, from } of mutant?.edits ?? [])
    if (found.get(from) !== 1)
      throw new Error(`${mutant!.rule}: its source is found ${found.get(from) ?? 0} times in ${file}`)
  mkdirSync(DIR, { recursive: true })
  const file = join(DIR, `${name}.mjs`)
  writeFileSync(file, output[0].code)
  return file
}
