// Joining: a page that was never here, in a community with a long past: when it has its first direct neighbour, when it
// is shown a balance that is proven, and how many bytes that took.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex } from '../../src/bytes/bytes.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { writeInvitation } from '../../src/peer/invitation.ts'
import { median, type Report, round } from '../figures.ts'
import { type History, type HistoryPlan, makeHistory } from './history.ts'
import { Hosts } from './hosts.ts'
import type { Options } from './options.ts'
import type { Tab } from './tab.ts'
import { Town } from './town.ts'

const HOSTS = 2
const ROUNDS = 5
const MB = 1_000_000

interface Case {
  readonly words: string
  readonly plan: HistoryPlan
  readonly checkpoint: boolean
}

const CASES: readonly Case[] = [
  {
    words: '100,000 blocks and 100 hand-overs from genesis',
    plan: { blocks: 100_000, epochBlocks: 1000, recent: false },
    checkpoint: false,
  },
  {
    words: '1,000 hand-overs of 4 delegates from a checkpoint',
    plan: { blocks: 20_040, epochBlocks: 20, recent: true },
    checkpoint: true,
  },
]

export async function joining(report: Report, { app, rate }: Options): Promise<void> {
  for (const each of rate === undefined ? CASES : CASES.slice(rate - 1, rate))
    await joinOne(report, each, app)
}

async function joinOne(report: Report, { words, plan, checkpoint }: Case, app?: string): Promise<void> {
  const history = await makeHistory(plan)
  const town = await Town.open({ wallets: 0, delegates: 4, app })
  for (let i = 0; i < HOSTS; i++) cpSync(history.folder, join(town.folder, `host-${i}`), { recursive: true })
  const hosts = await Hosts.open({
    folder: town.folder,
    genesis: Buffer.from(history.genesis).toString('hex'),
    relays: [town.relay.base],
    wallets: [{ device: OTHER(0) }, { device: OTHER(1) }],
  })
  try {
    const invitation = inviteTo(history, town.relay.base, checkpoint)
    const seen: Joined[] = []
    for (let i = 0; i < ROUNDS; i++) {
      const tab = await town.joiner(`joins${i}`, history.wallet, invitation)
      seen.push(await joined(tab, history))
      await tab.page.close()
    }
    const first = seen.map(({ firstMs }) => firstMs)
    const balance = seen.map(({ balanceMs }) => balanceMs)
    const bytes = seen.map(({ linkBytes, loadBytes }) => linkBytes + loadBytes)
    report({
      figure: `open to first direct peer, p50, ${words}`,
      value: Math.round(median(first)),
      unit: 'ms',
      atMost: 2000,
      note: first.map(Math.round).join(' '),
    })
    report({
      figure: `open to a proven balance, ${words}`,
      value: Math.round(median(balance)),
      unit: 'ms',
      atMost: 5000,
      note: `${balance.map(Math.round).join(' ')}; at the last final block, ${history.final}, after ${history.handovers} hand-overs, each to a set that never was before`,
    })
    report({
      figure: `received until then, ${words}`,
      value: round(median(bytes) / MB),
      unit: 'MB',
      atMost: 3,
      note: `from neighbours ${seen.map(({ linkBytes }) => round(linkBytes / MB)).join(' ')}, the page itself ${seen.map(({ loadBytes }) => round(loadBytes / MB)).join(' ')} MB`,
    })
  } finally {
    await hosts.close()
    await town.close()
  }
}

/** Of hosts that are nobody in particular. */
const OTHER = (i: number) => ({
  seed: (i + 0x51).toString(16).padStart(2, '0').repeat(32),
  secret: '',
  open: '',
})

function inviteTo({ genesis, checkpoint }: History, relay: string, from: boolean): string {
  return writeInvitation({
    ...{ community: sha256(genesis), genesis, relays: [relay], token: null },
    checkpoint: from ? { ...checkpoint, hash: fromHex(checkpoint.hash)! } : null,
  })
}

interface Joined {
  readonly firstMs: number
  readonly balanceMs: number
  readonly linkBytes: number
  readonly loadBytes: number
}

const joined = (tab: Tab, { final }: History): Promise<Joined> =>
  tab.run(async (peer, final) => {
    const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, each => Number.parseInt(each, 16))
    const end = performance.now() + 25_000
    const account = bytes((await peer.identity()).account)
    let firstMs = -1
    const stop = peer.watch('neighbours', all => {
      if (firstMs < 0 && all.some(({ way }) => way === 'direct')) firstMs = performance.now()
    })
    const tries: string[] = []
    for (;;) {
      const answer = await peer.ask<{ free: number }>({
        module: 'accounts',
        query: 'balance',
        params: { account },
      })
      tries.push(`${Math.round(performance.now())} ${answer.ok ? answer.at.height : answer.code}`)
      if (answer.ok && answer.at.height >= final - 1 && answer.value.free > 0) break
      if (performance.now() > end)
        throw new Error(`no balance: ${tries.slice(0, 30).join(', ')} … ${await peer.recorder()}`)
      await new Promise(done => setTimeout(done, 100))
    }
    const balanceMs = performance.now()
    stop()
    const { traffic } = await peer.status()
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const own = performance.getEntriesByType('navigation') as PerformanceResourceTiming[]
    const loadBytes = [...loaded, ...own].reduce((sum, { transferSize }) => sum + transferSize, 0)
    return { firstMs, balanceMs, linkBytes: traffic.bytesIn, loadBytes }
  }, final)
