// Links: what a message costs beside a bare data channel, and how many items a second they carry to all, beside gossipsub
// with the settings that carry most, on the same pages in the same run.

import { buildPage, launch, type Opened, removePage, startRelay } from '../../tools/pages.ts'
import type { Report } from '../figures.ts'
import { round } from '../figures.ts'
import { flood, openAll, pattern } from '../links.ts'
import type { Gossip } from './gossip/page.ts'
import type { Options } from './options.ts'

const ITEM_BYTES = 300
/** As many items as gather while a link is busy. */
const TOGETHER = 50
const FRAMES = 400
const RATES = [40, 80, 160, 240, 320, 480, 640, 800, 1000, 1300, 1600, 2000, 3000]
const RATE_SECONDS = 4
const GRACE_MS = 1500
/** It keeps up where nearly all of them are everywhere by then. */
const KEPT_UP = 0.99

export async function links(report: Report, _options: Options): Promise<void> {
  const app = await buildPage('bench/mesh/gossip', true)
  const relay = await startRelay(app)
  const browser = await launch()
  try {
    const pages = await openAll(browser, relay.base, report)
    await pattern(pages, report)
    const ours = await flood(pages, { frames: FRAMES, together: TOGETHER }, report)
    const theirs = await gossipsub(pages, relay.base, report)
    report({
      figure: `${ITEM_BYTES} B items a second to each of ${pages.length - 1} pages, of gossipsub’s`,
      value: round(ours / theirs),
      unit: 'times',
      atLeast: 10,
      note: `${TOGETHER} items in a frame; gossipsub with D = 3, no flooding, no signatures`,
    })
  } finally {
    await browser.close()
    await relay.kill()
    removePage(app)
  }
}

/** The greatest of some rates that it keeps up with. */
async function gossipsub(pages: readonly Opened[], base: string, report: Report): Promise<number> {
  const { peer } = (await (await fetch(`${base}/relay.json`)).json()) as { peer: string }
  const relay = `/ip4/127.0.0.1/tcp/${new URL(base).port}/ws/p2p/${peer}`
  const names: string[] = []
  let failed = 0
  for (const { page } of pages) {
    const name = await page.evaluate(
      relay => (globalThis as unknown as { gossip: Gossip }).gossip.join(relay),
      relay,
    )
    for (const other of names)
      await page
        .evaluate(
          ([relay, other]) => (globalThis as unknown as { gossip: Gossip }).gossip.dial(relay, other),
          [relay, other] as const,
        )
        .catch(() => {
          failed += 1
        })
    names.push(name)
  }
  await rest(5000)
  const meshes = await Promise.all(
    pages.map(({ page }) => page.evaluate(() => (globalThis as unknown as { gossip: Gossip }).gossip.mesh())),
  )
  let best = 0
  const tried: string[] = []
  for (const rate of RATES) {
    const before = await counts(pages)
    const start = performance.now()
    const sent = await pages[0]!.page.evaluate(
      ([length, rate, seconds]) =>
        (globalThis as unknown as { gossip: Gossip }).gossip.publish(length, rate, seconds),
      [ITEM_BYTES, rate, RATE_SECONDS] as const,
    )
    await rest(GRACE_MS)
    const after = await counts(pages)
    const least = Math.min(...after.slice(1).map((each, i) => each - before[i + 1]!)) / sent
    const seconds = (performance.now() - start - GRACE_MS) / 1000
    tried.push(`${rate}/s: ${Math.round(least * 100)} %`)
    if (least < KEPT_UP) break
    best = sent / seconds
  }
  report({
    figure: `${ITEM_BYTES} B items of gossipsub to each of ${pages.length - 1} pages`,
    value: round(best),
    unit: '/s',
    note: `on the page that had fewest, ${GRACE_MS} ms after the last: ${tried.join(', ')}; ${failed} dials failed; meshes of ${meshes.join(' ')}`,
  })
  return best
}

const counts = (pages: readonly Opened[]) =>
  Promise.all(
    pages.map(({ page }) => page.evaluate(() => (globalThis as unknown as { gossip: Gossip }).gossip.got)),
  )

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
