// Links in a real Chromium: how soon a page has its first, and what a message costs beside a bare data channel.
import type { Browser } from 'playwright'
import type { Witness } from '../tools/pages/witness.ts'
import { buildPage, launch, type Opened, openPage, removePage, startRelay } from '../tools/pages.ts'
import { median, quantile, type Report, round } from './figures.ts'

const PAGES = 8
const ROUNDS = 200
const MESSAGE_BYTES = 1000
const SMALL_BYTES = 300
/** How many frames at once, and messages in each: less than may wait for a link. */
const FLOODS = [
  { frames: 2000, together: 1 },
  { frames: 400, together: 50 },
]

export async function links(report: Report): Promise<void> {
  const app = await buildPage()
  const relay = await startRelay(app)
  const browser = await launch()
  try {
    const pages = await openAll(browser, relay.base, report)
    await relay.kill()
    await pattern(pages, report)
    for (const one of FLOODS) await flood(pages, one, report)
  } finally {
    await browser.close()
    await relay.kill()
    removePage(app)
  }
}

/** One page tells all others something and waits for their answers: over links, and over bare data channels. */
export async function pattern(pages: readonly Opened[], report: Report): Promise<void> {
  const first = pages[0]!
  for (const other of pages.slice(1)) await linkBare(first, other)
  const bare = await first.page.evaluate(bareRounds, [ROUNDS, MESSAGE_BYTES] as const)
  const linked = await first.run(linkedRounds, [ROUNDS, MESSAGE_BYTES] as const)
  report({
    figure: `1 kB to ${PAGES - 1} pages and back, p50, of the same over bare data channels`,
    value: round(median(linked) / median(bare)),
    unit: 'times',
    atMost: 8,
    note: `${round(median(linked))} ms and ${round(median(bare))} ms; p95 ${round(quantile(linked, 0.95))} and ${round(quantile(bare, 0.95))} ms`,
  })
}

/** Pages that come one after another and link with all who are there. */
export async function openAll(browser: Browser, base: string, report: Report): Promise<Opened[]> {
  const pages: Opened[] = []
  const firsts: number[] = []
  let failed = 0
  for (let others = 0; others < PAGES; others++) {
    const page = await openPage(browser, base, [base])
    pages.push(page)
    const seen = await page.run(async (peer, others) => {
      peer.echoing = true
      await peer.until(() => peer.all('relays').some(({ present }) => present.length >= others))
      const { present } = peer.all('relays').at(-1)!
      for (const [at, there] of present.entries()) peer.tell({ kind: 'dial', dial: at + 1, ...there })
      await peer.until(() => peer.all('opened').length + peer.all('failed').length >= others)
      return { first: peer.openedAt[0], failed: peer.all('failed').length }
    }, others)
    if (seen.first !== undefined) firsts.push(seen.first)
    failed += seen.failed
  }
  report({ figure: 'open to first direct peer, p50', value: round(median(firsts)), unit: 'ms', atMost: 2000 })
  report({ figure: `dials of ${(PAGES * (PAGES - 1)) / 2} that failed`, value: failed, unit: '', atMost: 0 })
  return pages
}

/** One page tells all others as many small messages as it may, in frames of so many each; how many a second they were. */
export async function flood(
  pages: readonly Opened[],
  { frames, together }: (typeof FLOODS)[number],
  report: Report,
): Promise<number> {
  const before = await Promise.all(pages.slice(1).map(page => page.run(peer => peer.frames.length)))
  const start = performance.now()
  await pages[0]!.run(
    (peer, [frames, length]) => {
      for (let i = 0; i < frames; i++)
        for (const link of Object.values(peer.open)) peer.send(link, 'live', length)
    },
    [frames, SMALL_BYTES * together] as const,
  )
  await Promise.all(
    pages
      .slice(1)
      .map((page, i) =>
        page.run((peer, most) => peer.until(() => peer.frames.length >= most), before[i]! + frames),
      ),
  )
  const seconds = (performance.now() - start) / 1000
  report({
    figure: `300 B messages to each of ${PAGES - 1} pages, ${together} in a frame`,
    value: Math.round((frames * together) / seconds),
    unit: '/s',
  })
  return (frames * together) / seconds
}

// What follows runs in pages, as text.

interface Bare {
  bare: RTCDataChannel[]
}

async function linkBare(from: Opened, to: Opened): Promise<void> {
  const offer = await from.page.evaluate(async () => {
    const page = globalThis as unknown as Bare & { made: RTCPeerConnection }
    page.made = new RTCPeerConnection()
    page.bare ??= []
    page.bare.push(page.made.createDataChannel('bare', { negotiated: true, id: 0 }))
    await page.made.setLocalDescription()
    while (page.made.iceGatheringState !== 'complete') await new Promise(done => setTimeout(done, 10))
    return page.made.localDescription!.sdp
  })
  const answer = await to.page.evaluate(async sdp => {
    const page = globalThis as unknown as Bare
    const made = new RTCPeerConnection()
    const channel = made.createDataChannel('bare', { negotiated: true, id: 0 })
    page.bare = [channel]
    channel.onmessage = ({ data }) => channel.send(data)
    await made.setRemoteDescription({ type: 'offer', sdp })
    await made.setLocalDescription()
    while (made.iceGatheringState !== 'complete') await new Promise(done => setTimeout(done, 10))
    return made.localDescription!.sdp
  }, offer)
  await from.page.evaluate(async sdp => {
    const page = globalThis as unknown as Bare & { made: RTCPeerConnection }
    await page.made.setRemoteDescription({ type: 'answer', sdp })
    while (page.bare.at(-1)!.readyState !== 'open') await new Promise(done => setTimeout(done, 10))
  }, answer)
}

async function bareRounds([rounds, length]: readonly [number, number]): Promise<number[]> {
  const { bare } = globalThis as unknown as Bare
  const took: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    await Promise.all(
      bare.map(
        channel =>
          new Promise<void>(done => {
            channel.onmessage = () => done()
            channel.send(new Uint8Array(length))
          }),
      ),
    )
    took.push(performance.now() - start)
  }
  return took
}

async function linkedRounds(peer: Witness, [rounds, length]: readonly [number, number]): Promise<number[]> {
  const open = Object.values(peer.open)
  const took: number[] = []
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    const all = peer.frames.length + open.length
    // 7 asks for an echo.
    for (const link of open) peer.send(link, 'live', length, 7)
    await peer.until(() => peer.frames.length >= all)
    took.push(performance.now() - start)
  }
  return took
}
