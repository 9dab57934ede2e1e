// Smoothness: one page in a town of hosts under Node, three hundred transfers a second, and how long its main thread is
// ever busy with one task, by the browser’s own trace.
import type { CDPSession } from 'playwright'
import { until } from '../../tools/until.ts'
import { quantile, type Report, round } from '../figures.ts'
import { beginCounting, counted } from './count.ts'
import { Hosts } from './hosts.ts'
import type { Options } from './options.ts'
import { shares, usageOf } from './processes.ts'
import { Town } from './town.ts'

const DELEGATES = 4
const ACCOUNTS = 60
const PER_SECOND = 300
const WARM_SECONDS = 6

export async function smoothness(
  report: Report,
  { seconds = 60, app, rate = PER_SECOND }: Options,
): Promise<void> {
  const town = await Town.open({ wallets: DELEGATES, delegates: DELEGATES, accounts: ACCOUNTS, app })
  const hosts = await Hosts.open({
    folder: town.folder,
    genesis: Buffer.from(town.community.genesis).toString('hex'),
    relays: [town.relay.base],
    wallets: town.community.wallets,
  })
  try {
    const tab = await town.guest()
    await until(
      'the page is linked to all hosts',
      () => tab.status(),
      ({ links, stage, final }) =>
        links.direct + links.socket >= DELEGATES && stage === 'live' && final!.height > 0,
      120,
    )
    await beginCounting(tab)
    hosts.pour(await town.community.transfers(rate * (seconds + WARM_SECONDS + 4)), rate)
    await rest(WARM_SECONDS * 1000)
    const tracing = await Tracing.begin(await town.context.newCDPSession(tab.page))
    const before = usageOf(town.profile)
    const start = performance.now()
    const first = await counted(tab)
    await rest(seconds * 1000)
    const last = await counted(tab)
    const ms = performance.now() - start
    const cpu = shares(before, usageOf(town.profile), ms)
    const tasks = await tracing.end()
    await hosts.look()
    if (process.env.WATTLE_BENCH_DUMP) console.error(JSON.stringify(await tab.status()))
    const took = tasks.map(({ ms }) => ms)
    report({
      figure: 'main-thread tasks of a page, p99.9',
      value: round(quantile(took, 0.999)),
      unit: 'ms',
      atMost: 50,
      note: `${took.length} tasks of the trace in ${Math.round(ms / 1000)} s, on the clock and not of processor time; p99 ${round(quantile(took, 0.99))}, most ${round(Math.max(...took))} ms, ${took.filter(each => each > 50).length} above 50 ms; of processor time p99.9 ${round(
        quantile(
          tasks.map(({ cpuMs }) => cpuMs),
          0.999,
        ),
      )} ms; ${Math.round(((last - first) / ms) * 1000)} transfers a second became final here; ${round(cpu.total)} cores: ${cpu.words}`,
    })
  } finally {
    await hosts.close()
    await town.close()
  }
}

interface Task {
  readonly ms: number
  readonly cpuMs: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** The browser’s trace of what its main threads do. */
class Tracing {
  private readonly session: CDPSession
  private readonly events: TraceEvent[] = []

  private constructor(session: CDPSession) {
    this.session = session
    session.on('Tracing.dataCollected', ({ value }) =>
      this.events.push(...(value as unknown as TraceEvent[])),
    )
  }

  static async begin(session: CDPSession): Promise<Tracing> {
    const tracing = new Tracing(session)
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: {
        recordMode: 'recordAsMuchAsPossible',
        includedCategories: ['toplevel'],
        excludedCategories: ['*'],
      },
    })
    return tracing
  }

  /** The tasks of the busiest renderer’s main thread. */
  async end(): Promise<Task[]> {
    const complete = new Promise<void>(done => this.session.once('Tracing.tracingComplete', () => done()))
    await this.session.send('Tracing.end')
    await complete
    const mains = new Set<string>()
    const by = new Map<string, Task[]>()
    for (const { name, ph, pid, tid, dur = 0, tdur = 0, args } of this.events) {
      const thread = `${pid}/${tid}`
      if (ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain') mains.add(thread)
      if (ph !== 'X' || !name.endsWith('RunTask')) continue
      const tasks = by.get(thread) ?? []
      by.set(thread, tasks)
      tasks.push({ ms: dur / 1000, cpuMs: tdur / 1000 })
    }
    const found = [...by].filter(([thread]) => mains.has(thread)).map(([, tasks]) => tasks)
    return found.sort((a, b) => b.length - a.length)[0] ?? []
  }
}

const rest = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
