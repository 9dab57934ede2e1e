// Finds the Chromium that browser tests and benchmarks drive.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** The path of a Chromium: WATTLE_CHROMIUM, else the system's, else Playwright's own; throws how to get one. */
export function findChromium(): string {
  const named = process.env.WATTLE_CHROMIUM
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`WATTLE_CHROMIUM names ${named}, and there is no such file.`)
  }
  for (const dir of (process.env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (dir && existsSync(join(dir, name))) return join(dir, name)
  const macOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  if (existsSync(macOS)) return macOS
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  throw new Error(
    'No Chromium found. Install one with `apt-get install chromium` (Debian, Ubuntu) or `npx playwright install chromium`, or name one in WATTLE_CHROMIUM.',
  )
}
