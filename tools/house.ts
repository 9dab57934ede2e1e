// The check of the house: rooms, imports, purity, the consensus path, names.
// Usage: node tools/run.mjs tools/house.ts
import { EXCEPTIONS } from './house/exceptions.ts'
import { inspect } from './house/inspect.ts'
import { readTree } from './house/tree.ts'

const texts = readTree(process.cwd())
const findings = inspect(texts, EXCEPTIONS)
for (const { path, line, rule, words } of findings) console.error(`${path}:${line}  ${rule}  ${words}`)
console.log(
  `House: ${texts.size} files, ${findings.length === 0 ? 'in order' : `${findings.length} to mend`}.`,
)
process.exitCode = findings.length === 0 ? 0 : 1
