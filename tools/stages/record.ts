// Which stages of the gate have passed for the tree as it stands, so that a run that was cut short goes on.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

export interface GateRecord {
  /** The tree, and the Node that it ran under. */
  readonly tree: string
  /** The seconds that each passed stage took, by name. */
  readonly passed: Readonly<Record<string, number>>
}

const FILE = '.cache/gate.json'

/** What a pass holds for: HEAD's tree under this Node, or undefined where files are changed or new. */
export function cleanTree(): string | undefined {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  try {
    if (git('status', '--porcelain') !== '') return undefined
    return `${git('rev-parse', 'HEAD^{tree}')} ${process.version}`
  } catch {
    return undefined // not a checkout
  }
}

/** The stages that passed for this tree; none for a tree that is not clean. */
export function readPassed(tree: string | undefined): Record<string, number> {
  if (tree === undefined || !existsSync(FILE)) return {}
  try {
    const record = JSON.parse(readFileSync(FILE, 'utf8')) as GateRecord
    return record.tree === tree ? { ...record.passed } : {}
  } catch {
    return {} // cut off while it was written
  }
}

export function writePassed(tree: string, passed: Readonly<Record<string, number>>): void {
  mkdirSync('.cache', { recursive: true })
  writeFileSync(FILE, `${JSON.stringify({ tree, passed } satisfies GateRecord, null, 2)}\n`)
}
