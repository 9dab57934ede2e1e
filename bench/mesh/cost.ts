// Cost: eight pages with nothing to do, four of them delegates, two of them light: processor time, memory, traffic.

import { until } from '../../tools/until.ts'
import type { Report } from '../figures.ts'
import { median, round } from '../figures.ts'
import type { Options } from './options.ts'
import { rendererMemory, shares, usageOf } from './processes.ts'
import { profileWorkers } from './profile.ts'
import type { Tab } from './tab.ts'
import { Town } from './town.ts'

const PAGES = 8
const DELEGATES = 4
const LIGHT = 2
const REST_SECONDS = 30
const CPU_SECONDS = 60
const MINUTES = 10
const MB = 1_000_000
/** What a link carried between the last look and its end is not counted. */
const LOOK_MS = 5000
/** Of the browser’s own protocol, for profiles. */
const PORT = 9333

export async function cost(report: Report, { seconds = MINUTES * 60, app, profile }: Options): Promise<void> {
  const town = await Town.open({
    wallets: PAGES,
    delegates: DELEGATES,
    app,
    port: profile ? PORT : undefined,
  })
  try {
    await town.context.addInitScript(countChannels)
    const blank = await blankMemory(town)
    await town.mesh()
    const { tabs } = town
    const light = tabs.slice(-LIGHT)
    for (const tab of light) await tab.run(peer => peer.setMode('light'))
    for (const tab of tabs)
      await until(
        `${tab.name} is linked again`,
        () => tab.status(),
        ({ links, final }) => links.direct >= 2 && (final?.height ?? 0) > 0,
        120,
      )
    await rest(REST_SECONDS * 1000)
    const before = usageOf(town.profile)
    const traffic = await Promise.all(tabs.map(channelBytes))
    const start = performance.now()
    if (profile) await profileWorkers(PORT, profile, CPU_SECONDS)
    else await rest(CPU_SECONDS * 1000)
    const cpu = shares(before, usageOf(town.profile), performance.now() - start, 12)
    report({
      figure: `processor time of ${PAGES} idle pages, ${DELEGATES} of them delegates, of one core`,
      value: round(cpu.total * 100),
      unit: '%',
      atMost: 10,
      note: `all processes of the browser over ${CPU_SECONDS} s, ${REST_SECONDS} s after the last change: ${cpu.words}`,
    })
    const memory = rendererMemory(town.profile).slice(0, PAGES)
    report({
      figure: 'memory of a page beyond that of a blank one',
      value: round((memory.reduce((sum, each) => sum + each, 0) / PAGES - blank) / MB),
      unit: 'MB',
      atMost: 80,
      note: `renderers, proportional: ${memory.map(each => Math.round(each / MB)).join(' ')}; blank ${round(blank / MB)} MB`,
    })
    let after = await Promise.all(tabs.map(channelBytes))
    while (performance.now() - start < seconds * 1000) {
      await rest(Math.min(LOOK_MS, seconds * 1000 - (performance.now() - start)))
      after = await Promise.all(tabs.map(channelBytes))
    }
    const hours = (performance.now() - start) / 3_600_000
    const rates = after.map((each, i) => (each - traffic[i]!) / MB / hours)
    const note = `payload of data channels, both directions, by getStats over ${round(hours * 60)} minutes${seconds < MINUTES * 60 ? ', extrapolated' : ''}: `
    const figure = (name: string, some: readonly number[], atMost: number) =>
      report({
        figure: `traffic of an idle ${name} page in an hour, the most of all`,
        value: round(Math.max(...some)),
        unit: 'MB',
        atMost,
        note: `${note}${some.map(each => round(each)).join(' ')}; median ${round(median(some))}`,
      })
    figure('full', rates.slice(0, PAGES - LIGHT), 3)
    figure('light', rates.slice(-LIGHT), 0.5)
  } finally {
    await town.close()
  }
}

/** What as many blank pages take. */
async function blankMemory(town: Town): Promise<number> {
  town.site.lay('/blank.html', new TextEncoder().encode('<!doctype html><title>blank</title>'))
  const pages = []
  for (let i = 0; i < PAGES; i++) {
    const page = await town.context.newPage()
    await page.goto(`${town.site.base}/blank.html`)
    pages.push(page)
  }
  await rest(2000)
  const memory = rendererMemory(town.profile).slice(0, PAGES)
  for (const page of pages) await page.close()
  return memory.reduce((sum, each) => sum + each, 0) / PAGES
}

interface Counted {
  /** With what its channels had carried when it was last asked: a closed one says nothing any more. */
  connections: Map<RTCPeerConnection, number>
  carried(): Promise<number>
}

/** Before a page has any. */
function countChannels(): void {
  const page = globalThis as unknown as Counted
  page.connections = new Map()
  page.carried = async () => {
    let sum = 0
    for (const [connection, before] of page.connections) {
      let bytes = 0
      for (const stats of (await connection.getStats()).values())
        if (stats.type === 'data-channel') bytes += stats.bytesSent + stats.bytesReceived
      page.connections.set(connection, Math.max(before, bytes))
      sum += Math.max(before, bytes)
    }
    return sum
  }
  const Real = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      page.connections.set(this, 0)
    }
  } as typeof RTCPeerConnection
}

/** Sent and received, of all that it has had. */
const channelBytes = (tab: Tab): Promise<number> =>
  tab.page.evaluate(() => (globalThis as unknown as Counted).carried())

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, Math.max(0, ms)))
