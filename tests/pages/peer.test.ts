// A peer in a real Chromium: its Worker, its disk, and the tabs of one wallet.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { criteriaIn } from '../../relay/host/found.ts'
import { foundAndRun, type Hosts } from '../../relay/host/hosts.ts'
import { welcomeAll } from '../../relay/host/welcome.ts'
import type { Peer } from '../../src/peer/api.ts'
import { projectRoot } from '../../tools/chromium.ts'
import { leanLedger } from '../../tools/lean/ledger.ts'
import { leanPackages } from '../../tools/lean/packages.ts'
import { launch, type RelayProcess, startRelay } from '../../tools/pages.ts'
import type { Global } from './peer/page.ts'

let app: string
let folder: string
let browser: Browser
let relay: RelayProcess
let hosts: Hosts
let context: BrowserContext

beforeAll(async () => {
  app = mkdtempSync(join(tmpdir(), 'wattle-peer-page-'))
  folder = mkdtempSync(join(tmpdir(), 'wattle-peer-hosts-'))
  await build({
    root: join(projectRoot(), 'tests/pages/peer'),
    configFile: false,
    logLevel: 'warn',
    plugins: [leanPackages(), leanLedger()],
    worker: { format: 'es', plugins: () => [leanLedger()] },
    build: { outDir: app, emptyOutDir: true, target: 'es2023' },
  })
  browser = await launch()
  relay = await startRelay(app)
  const genesis = { waitSlots: 4, idleSlots: 8, epochBlocks: 80 }
  const plan = { name: 'Tabs', hosts: 4, slotMs: 250, delegates: 4, genesis }
  hosts = await foundAndRun(join(folder, 'town'), plan, [relay.base])
  welcomeAll(hosts.peers[0]!.peer, criteriaIn(hosts.genesis), 5_000_000)
  context = await browser.newContext()
})

afterAll(async () => {
  await browser?.close()
  await hosts?.close()
  await relay?.kill()
  for (const each of [app, folder]) if (each) rmSync(each, { recursive: true, force: true })
})

const run = <T, A>(page: Page, work: (peer: Peer, args: A) => Promise<T>, args?: A): Promise<T> =>
  page.evaluate(
    ([text, args]) => {
      const { peer } = globalThis as unknown as Global
      return new Function(`return ${text}`)()(peer, args)
    },
    [`(${work})`, args] as const,
  )

async function openPeer(invitation: string | null): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', error => console.error(`page: ${error.stack}`))
  await page.goto(`${relay.base}/`)
  await page.waitForFunction(() => 'begin' in globalThis)
  const said = await page.evaluate(given => (globalThis as unknown as Global).begin(given), invitation)
  expect(said).toBe('open')
  return page
}

async function until(page: Page, what: string, holds: (peer: Peer) => Promise<boolean>): Promise<void> {
  const end = Date.now() + 40_000
  while (!(await run(page, holds))) {
    if (Date.now() > end) {
      console.error(await run(page, peer => peer.recorder()))
      throw new Error(`not in time: ${what}`)
    }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

describe('a peer in a browser', () => {
  let page: Page

  test('joins by an invitation, is linked directly, and follows', async () => {
    const began = Date.now()
    page = await openPeer(hosts.invitation)
    await until(page, 'a neighbour', async peer => (await peer.status()).links.direct > 0)
    const linked = Date.now() - began
    await until(page, 'what is final', async peer => ((await peer.status()).final?.height ?? 0) > 2)
    await until(page, 'it is live', async peer => (await peer.status()).stage === 'live')
    console.log(`first neighbour after ${linked} ms, live after ${Date.now() - began} ms`)
    const status = await run(page, peer => peer.status())
    expect(status).toMatchObject({
      seat: 'peer',
      mode: 'full',
      role: 'guest',
      store: { kind: 'browser', state: 'ok' },
    })
  })

  test('applies, is admitted, sends credits, and stands for election', async () => {
    const applied = await run(page, peer => peer.applyAsGuest({ roles: 1, details: new Uint8Array(0) }))
    expect(applied).toMatchObject({ ok: true })
    await until(page, 'it belongs', async peer => (await peer.status()).role === 'member')
    const to = (await hosts.peers[1]!.peer.identity()).account
    await until(page, 'its welcome', async peer => {
      const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, each => Number.parseInt(each, 16))
      const account = bytes((await peer.identity()).account)
      const found = await peer.ask<{ free: number }>({
        module: 'accounts',
        query: 'balance',
        params: { account },
      })
      return found.ok && found.value.free === 5_000_000
    })
    const fate = await run(
      page,
      async (peer, to) => {
        const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!, each => Number.parseInt(each, 16))
        const params = { to: bytes(to), amount: 1_000_000, note: 'Thank you' }
        const sent = await peer.submit({ module: 'accounts', command: 'transfer', params })
        return sent.ok ? peer.settled(sent.id) : undefined
      },
      to,
    )
    expect(fate).toMatchObject({ stage: 'final', status: 'done' })
    const stood = await run(page, async peer => {
      const sent = await peer.stand()
      return sent.ok ? peer.settled(sent.id) : sent
    })
    expect(stood).toMatchObject({ stage: 'final', status: 'done' })
    await until(page, 'it is a candidate', async peer => (await peer.status()).role !== 'member')
    expect((await run(page, peer => peer.identity())).delegate).not.toBeNull()
  })

  test('another tab looks through the first one, and takes its place', async () => {
    const second = await openPeer(null)
    await until(second, 'it sees', async peer => ((await peer.status()).final?.height ?? 0) > 2)
    expect(await run(second, peer => peer.status())).toMatchObject({ seat: 'looking' })
    const before = await run(page, peer => peer.identity())
    expect(await run(second, peer => peer.identity())).toEqual(before)
    const { final } = await run(page, peer => peer.status())
    await page.close()
    await until(second, 'it is the peer', async peer => (await peer.status()).seat === 'peer')
    const after = await run(second, peer => peer.status())
    expect(after.final!.height).toBeGreaterThanOrEqual(final!.height - 8)
    expect(await run(second, peer => peer.identity())).toEqual(before)
    await until(second, 'it is live again', async peer => (await peer.status()).stage === 'live')
  })
})
