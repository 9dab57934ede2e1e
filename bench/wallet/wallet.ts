// What a passphrase costs its owner, in a real Chromium on this device; and so what each guess at it costs.
import { preview } from 'vite'
import { LEAST_MS, MOST_MS } from '../../src/peer/wallet/cost.ts'
import { buildPage, launch, removePage } from '../../tools/pages.ts'
import { median, quantile, type Report, round } from '../figures.ts'
import type { Global } from './page.ts'

const ROUNDS = 15
/** Words by chance of a list of 2,048, as the app suggests them: eleven bits each. */
const SUGGESTED_WORDS = 5
/** What people choose themselves: the most common million passphrases. */
const COMMON_BITS = 20
const YEAR_SECONDS = 365.25 * 86_400

export async function wallet(report: Report): Promise<void> {
  const folder = await buildPage('bench/wallet', true)
  const server = await preview({
    root: folder,
    build: { outDir: folder },
    preview: { port: 0 },
    logLevel: 'error',
  })
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.goto(server.resolvedUrls!.local[0]!)
    await page.waitForFunction(() => 'measure' in globalThis)
    const measured = await page.evaluate(rounds => (globalThis as unknown as Global).measure(rounds), ROUNDS)
    const { memoryKiB, passes, lanes, calibratingMs, unlocksMs } = measured
    const unlockMs = median(unlocksMs)
    const cost = `Argon2id, ${memoryKiB / 1024} MiB, ${passes} passes, ${lanes} lane`
    const bounds = { atLeast: LEAST_MS, atMost: MOST_MS }
    report({ figure: 'unlock by passphrase, p50', value: round(unlockMs), unit: 'ms', ...bounds, note: cost })
    report({ figure: 'unlock by passphrase, least', value: round(Math.min(...unlocksMs)), unit: 'ms' })
    report({ figure: 'unlock by passphrase, p95', value: round(quantile(unlocksMs, 0.95)), unit: 'ms' })
    report({ figure: 'choosing the cost, once', value: round(calibratingMs / 1000), unit: 's' })
    const guess = unlockMs / 1000
    const mebibytes = memoryKiB / 1024
    report({
      ...{ figure: 'a guess, on one core of this kind', value: round(guess), unit: 'core-seconds' },
      note: `with ${mebibytes} MiB held all the while; ${round((mebibytes / 1024) * passes)} GiB of memory traffic at the least`,
    })
    const held = round(mebibytes * guess)
    report({ figure: 'a guess, memory held times time', value: held, unit: 'MiB·s' })
    const years = (bits: number) => round((2 ** (bits - 1) * guess) / YEAR_SECONDS)
    report({
      ...{ figure: `${SUGGESTED_WORDS} suggested words, half of all guesses` },
      ...{ value: years(11 * SUGGESTED_WORDS), unit: 'core-years' },
      note: `2^${11 * SUGGESTED_WORDS} are possible; each bit more doubles it`,
    })
    report({
      ...{ figure: 'a passphrase among the million most common, half of them tried' },
      ...{ value: round((2 ** (COMMON_BITS - 1) * guess) / 86_400), unit: 'core-days' },
      note: 'no cost of a guess mends a passphrase that others have, too',
    })
  } finally {
    await browser.close()
    await server.close()
    removePage(folder)
  }
}
