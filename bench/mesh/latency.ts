// Latency: what the six wallets themselves send, from the moment of asking to the moment of being told that it is final.
import type { Peer } from '../../src/peer/api.ts'
import { median, quantile, type Report, round } from '../figures.ts'
import type { Options } from './options.ts'
import { shares, usageOf } from './processes.ts'
import { Town } from './town.ts'

const PAGES = 6
const DELEGATES = 4
const PER_SECOND = 20

export async function latency(
  report: Report,
  { seconds = 60, app, rate = PER_SECOND }: Options,
): Promise<void> {
  const town = await Town.open({ wallets: PAGES, delegates: DELEGATES, app })
  try {
    await town.mesh()
    const before = usageOf(town.profile)
    const start = performance.now()
    const beginMs = Date.now() + 1000
    const all = await Promise.all(
      town.tabs.map((tab, i) =>
        tab.run(payHere, [
          town.community.accountOf((i + 1) % PAGES),
          beginMs + (i * 1000) / rate,
          (1000 * PAGES) / rate,
          Math.floor((seconds * rate) / PAGES),
        ] as const),
      ),
    )
    const cpu = shares(before, usageOf(town.profile), performance.now() - start)
    const took = all.flat().filter(ms => ms >= 0)
    const note = `${took.length} payments of ${PAGES} pages at ${rate}/s, the relay dead; slots of 1 s; ${all.flat().length - took.length} came to nothing; at delegates p50 ${Math.round(median(all.slice(0, DELEGATES).flat()))}, elsewhere ${Math.round(median(all.slice(DELEGATES).flat()))} ms; ${round(cpu.total)} cores: ${cpu.words}`
    report({
      figure: 'submission to final, p50',
      value: Math.round(median(took)),
      unit: 'ms',
      atMost: 2000,
      note,
    })
    report({
      figure: 'submission to final, p95',
      value: Math.round(quantile(took, 0.95)),
      unit: 'ms',
      atMost: 3500,
      note: `p99 ${Math.round(quantile(took, 0.99))}, most ${Math.round(Math.max(...took))} ms`,
    })
  } finally {
    await town.close()
  }
}

// What follows runs in a page, as text.

async function payHere(
  peer: Peer,
  [to, beginMs, everyMs, count]: readonly [string, number, number, number],
): Promise<number[]> {
  const account = Uint8Array.from(to.match(/../g)!, each => Number.parseInt(each, 16))
  const pay = async (i: number) => {
    await new Promise(resolve => setTimeout(resolve, beginMs + i * everyMs - Date.now()))
    const start = performance.now()
    const params = { to: account, amount: 1 + i, note: '' }
    const sent = await peer.submit({ module: 'accounts', command: 'transfer', params })
    if (!sent.ok) return -1
    const fate = await peer.settled(sent.id)
    return fate.stage === 'final' && fate.status === 'done' ? performance.now() - start : -1
  }
  return Promise.all(Array.from({ length: count }, (_, i) => pay(i)))
}
