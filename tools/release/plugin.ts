// Behind the build of the app: its service worker in a file of its own, and the list of all files with their hashes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import type { Plugin } from 'vite'
import { GUARD_PATH } from '../../src/peer/release.ts'
import { freshRelease, putRelease } from './built.ts'

export function releasePlugin(): Plugin {
  let folder = ''
  return {
    name: 'release',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    // After everything is on the disk.
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        await buildGuard(folder)
        const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
        putRelease(folder, freshRelease(folder, version, Date.now()))
      },
    },
  }
}

/** One plain script: a service worker can load nothing later. */
async function buildGuard(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: 'src/app/service/worker.ts',
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' }, target: 'es2023' },
  })
  await bundle.write({ file: join(folder, GUARD_PATH), format: 'iife', minify: true, codeSplitting: false })
  await bundle.close()
}
