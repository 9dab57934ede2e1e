// The project's own files, as the check reads them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Texts } from './inspect.ts'

const FOLDERS = ['src', 'relay', 'tools', 'tests', 'bench']

export function readTree(root: string): Texts {
  const texts = new Map<string, string>()
  for (const folder of FOLDERS) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const path = `${folder}/${entry.replaceAll('\\', '/')}`
      if (/\.(ts|svelte)$/.test(path) && !path.endsWith('.d.ts') && !path.includes('/node_modules/'))
        texts.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  return texts
}
