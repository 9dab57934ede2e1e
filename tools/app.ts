// The built app, for whoever runs in the project's folder: made where it is older than what it is made of.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const BUILT = 'dist/app'
const MADE_OF = ['src', 'public', 'tools/lean', 'tools/release', 'package-lock.json', 'vite.config.ts']

/** Whether it was built after the last change of anything that it is made of; tests are no part of it. */
export function isBuilt(): boolean {
  const page = join(BUILT, 'index.html')
  if (!existsSync(page)) return false
  const builtMs = statSync(page).mtimeMs
  return MADE_OF.every(path => newestMs(path) <= builtMs)
}

/** Throws what the builder said where it cannot be built. */
export function buildApp(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], {
    encoding: 'utf8',
    // Vitest says that this is a test, and Vite would build what is no app to give to anybody: without its service worker.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`The app could not be built.\n${stdout}${stderr}`)
}

function newestMs(path: string): number {
  if (/\.(test|testing)\.ts$/.test(path)) return 0
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0)
}
