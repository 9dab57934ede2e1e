// The files of a built app, and the release that they are: written beside them, for the service worker and for
// whoever signs.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import {
  RELEASE_PATH,
  type Release,
  readRelease,
  type SignedRelease,
  unsigned,
  writeRelease,
} from '../../src/peer/release.ts'

export function filesIn(folder: string): Release['files'] {
  const files: Release['files'][number][] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const at = join(entry.parentPath, entry.name)
    const path = relative(folder, at).split(sep).join('/')
    const content = readFileSync(at)
    const hash = new Uint8Array(createHash('sha256').update(content).digest())
    if (path !== RELEASE_PATH) files.push({ path, size: content.length, hash })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** What stands beside the files; undefined where that is no release. */
export function releaseIn(folder: string): SignedRelease | undefined {
  try {
    return readRelease(new Uint8Array(readFileSync(join(folder, RELEASE_PATH))))
  } catch {
    return undefined
  }
}

export const putRelease = (folder: string, release: SignedRelease): void =>
  writeFileSync(join(folder, RELEASE_PATH), writeRelease(release))

/** As it comes from the builder: nobody has signed it, and it has no place in an order. */
export const freshRelease = (folder: string, version: string, timeMs: number): SignedRelease =>
  unsigned({ version, sequence: 0, timeMs, files: filesIn(folder) })
