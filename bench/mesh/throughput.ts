// Throughput: sixty accounts pay each other over six pages, and everything is final on all of them.
import type { Report } from '../figures.ts'
import { round } from '../figures.ts'
import { beginCounting, counted } from './count.ts'
import { pour } from './load.ts'
import type { Options } from './options.ts'
import { shares, usageOf } from './processes.ts'
import { profileWorkers } from './profile.ts'
import { Town } from './town.ts'

const PAGES = 6
const DELEGATES = 4
const ACCOUNTS = 60
const PER_SECOND = 320
const WARM_SECONDS = 8

export async function throughput(
  report: Report,
  { seconds = 60, app, profile, rate = PER_SECOND }: Options,
): Promise<void> {
  const port = profile ? 9333 : undefined
  const town = await Town.open({
    ...{ wallets: PAGES, delegates: DELEGATES, accounts: ACCOUNTS, app, port },
  })
  try {
    await town.mesh()
    const { tabs } = town
    for (const tab of tabs) await beginCounting(tab)
    const { beginMs } = await pour(town, tabs, rate, seconds + WARM_SECONDS + 4)
    await rest(beginMs - Date.now() + WARM_SECONDS * 1000)
    const finals = () => Promise.all(tabs.map(counted))
    const before = usageOf(town.profile)
    const start = performance.now()
    const first = await finals()
    const queues: Queues[] = []
    const profiled = profile && port ? profileWorkers(port, profile, Math.min(20, seconds)) : undefined
    while (performance.now() - start < seconds * 1000) {
      queues.push(await look(town))
      await rest(2000)
    }
    const last = await finals()
    const ms = performance.now() - start
    const cpu = shares(before, usageOf(town.profile), ms, 14)
    await profiled
    const rates = last.map((each, i) => ((each - first[i]!) / ms) * 1000)
    const growth = grows(queues)
    report({
      figure: `signed transfers a second of ${ACCOUNTS} accounts, final on each of ${PAGES} pages, over ${Math.round(ms / 1000)} s`,
      value: round(Math.min(...rates)),
      unit: '/s',
      atLeast: 300,
      note: `offered ${rate}/s; the pages ${rates.map(each => Math.round(each)).join(' ')}; all of the browser took ${round(cpu.total)} cores: ${cpu.words}`,
    })
    report({
      figure: 'transactions that wait, mean of the last third of the time to that of the first',
      value: round(growth.pool),
      unit: 'times',
      atMost: 1.5,
      note: `on the fullest page: ${queues.map(({ pool }) => pool).join(' ')}; not final blocks ${queues.map(({ tentative }) => tentative).join(' ')}; finality lag in slots ${queues.map(({ lag }) => lag).join(' ')}`,
    })
    if (process.env.WATTLE_BENCH_DUMP)
      for (const tab of tabs) console.error(JSON.stringify(await tab.status()))
  } finally {
    await town.close()
  }
}

interface Queues {
  readonly pool: number
  readonly tentative: number
  readonly lag: number
}

async function look({ tabs }: Town): Promise<Queues> {
  const all = await Promise.all(tabs.map(tab => tab.status()))
  const most = (of: (status: (typeof all)[0]) => number) => Math.max(...all.map(of))
  return {
    pool: most(({ queues }) => queues.pool ?? 0),
    tentative: most(({ head, final }) => (head?.height ?? 0) - (final?.height ?? 0)),
    lag: most(({ finalityLag }) => finalityLag),
  }
}

function grows(queues: readonly Queues[]): { readonly pool: number } {
  const third = Math.max(1, Math.floor(queues.length / 3))
  const mean = (some: readonly Queues[]) => some.reduce((sum, { pool }) => sum + pool, 0) / some.length
  return { pool: mean(queues.slice(-third)) / Math.max(1, mean(queues.slice(0, third))) }
}

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, Math.max(0, ms)))
