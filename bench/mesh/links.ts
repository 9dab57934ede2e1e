// Links: what a message costs beside a bare data channel, and how many items a second they carry to all, beside gossipsub
// with the settings that carry most, on the same pages in the same run. Of both the greatest rate is looked for that
// they keep up with: nearly all items are on all pages, and soon.

import { buildPage, launch, type Opened, removePage, startRelay } from '../../tools/pages.ts'
import type { Report } from '../figures.ts'
import { round } from '../figures.ts'
import { openAll, pattern } from '../links.ts'
import type { Offer, Race } from './gossip/page.ts'
import type { Options } from './options.ts'
import { type Offered, sustained } from './sustained.ts'

const ITEM_BYTES = 300
/** As the exchange does it: what is new since the last tick goes together, as many items as fit a frame. */
const TOGETHER = 50
const TICK_MS = 20
const SECONDS = 4
/** An item that takes longer is late: gossipsub repairs once a second. */
const LATE_MS = 1000
/** How long what is left over may take. */
const MOST_CALM_MS = 20_000
/** It keeps up where so many of them are on every page in time. */
const KEPT_UP = 0.99
/** Where the search begins, items a second. */
const FIRST = { ours: 2000, gossipsub: 100 }

export async function links(report: Report, { seconds = SECONDS }: Options): Promise<void> {
  const app = await buildPage('bench/mesh/gossip', true)
  const relay = await startRelay(app)
  const browser = await launch()
  try {
    const pages = await openAll(browser, relay.base, report)
    await pattern(pages, report)
    await Promise.all(
      pages.map(({ page }) =>
        page.evaluate(
          length => (globalThis as unknown as { hear(l: number): void }).hear(length),
          ITEM_BYTES,
        ),
      ),
    )
    const ours = await sustained(FIRST.ours, perSecond =>
      offer(
        pages,
        ([race, offered, together, tick]) => race.tell(offered, together, tick),
        perSecond,
        seconds,
      ),
    )
    const words = `${ITEM_BYTES} B items a second that all of ${pages.length - 1} pages keep up with`
    report({ figure: words, value: Math.round(ours.best), unit: '/s', note: ours.tried.join(', ') })
    const { failed, meshes } = await mesh(pages, relay.base)
    const theirs = await sustained(FIRST.gossipsub, perSecond =>
      offer(pages, ([race, offered]) => race.publish(offered), perSecond, seconds),
    )
    report({
      figure: `${words}, of gossipsub`,
      value: Math.round(theirs.best),
      unit: '/s',
      note: `${theirs.tried.join(', ')}; ${failed} dials failed; meshes of ${meshes.join(' ')}`,
    })
    report({
      figure: `${words}, of gossipsub’s`,
      value: round(ours.best / theirs.best),
      unit: 'times',
      atLeast: 10,
      note: `${KEPT_UP * 100} % within ${LATE_MS} ms for ${seconds} s; ${TOGETHER} items in a frame at the most; gossipsub with D = 3, no flooding, no signatures`,
    })
  } finally {
    await browser.close()
    await relay.kill()
    removePage(app)
  }
}

type Send = (given: readonly [Race, Offer, number, number]) => Promise<{ sent: number; perSecond: number }>

/** Offers so many a second on the first page, and looks how many came to the others in time. */
async function offer(
  pages: readonly Opened[],
  send: Send,
  perSecond: number,
  seconds: number,
): Promise<Offered> {
  await Promise.all(
    pages.map(({ page }) =>
      page.evaluate(late => (globalThis as unknown as { race: Race }).race.count(late), LATE_MS),
    ),
  )
  const offered = await pages[0]!.page.evaluate(
    ([text, offer, together, tick]) =>
      new Function(`return ${text}`)()([
        (globalThis as unknown as { race: Race }).race,
        offer,
        together,
        tick,
      ]),
    [`(${send})`, { length: ITEM_BYTES, perSecond, seconds }, TOGETHER, TICK_MS] as const,
  )
  await rest(LATE_MS)
  const counts = await counted(pages)
  const inTime = Math.min(...counts.map(({ got, late }) => got - late)) / offered.sent
  await calm(pages)
  return { perSecond: offered.perSecond, inTime, keptUp: inTime >= KEPT_UP }
}

const counted = (pages: readonly Opened[]) =>
  Promise.all(
    pages
      .slice(1)
      .map(({ page }) => page.evaluate(() => (globalThis as unknown as { race: Race }).race.counted())),
  )

/** What is still on its way is none of the next one's. */
async function calm(pages: readonly Opened[]): Promise<void> {
  const all = async () => (await counted(pages)).reduce((sum, { got }) => sum + got, 0)
  const end = performance.now() + MOST_CALM_MS
  let before = await all()
  while (performance.now() < end) {
    await rest(LATE_MS / 2)
    const now = await all()
    if (now === before) return
    before = now
  }
}

/** Gossipsub on the same pages, each connected to all others. */
async function mesh(pages: readonly Opened[], base: string) {
  const { peer } = (await (await fetch(`${base}/relay.json`)).json()) as { peer: string }
  const relay = `/ip4/127.0.0.1/tcp/${new URL(base).port}/ws/p2p/${peer}`
  const names: string[] = []
  let failed = 0
  for (const { page } of pages) {
    const name = await page.evaluate(
      relay => (globalThis as unknown as { race: Race }).race.join(relay),
      relay,
    )
    for (const other of names)
      await page
        .evaluate(([relay, other]) => (globalThis as unknown as { race: Race }).race.dial(relay, other), [
          relay,
          other,
        ] as const)
        .catch(() => {
          failed += 1
        })
    names.push(name)
  }
  await rest(5000)
  const meshes = await Promise.all(
    pages.map(({ page }) => page.evaluate(() => (globalThis as unknown as { race: Race }).race.mesh())),
  )
  return { failed, meshes }
}

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
