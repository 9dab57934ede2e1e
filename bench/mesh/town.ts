// A browser with the built app in several tabs, each a peer of its own on the real disk, and the relay that they meet by.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { build } from 'vite'
import { BUILT, buildApp, isBuilt } from '../../tools/app.ts'
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.ts'
import { projectRoot } from '../../tools/chromium.ts'
import { type RelayProcess, startRelay } from '../../tools/pages.ts'
import { until } from '../../tools/until.ts'
import { type Community, foundCommunity, type Plan, type Wallet } from './founded.ts'
import { Site } from './site.ts'
import { Tab } from './tab.ts'
import type { Global } from './wallet/page.ts'

/** As many as a peer strives for at the least. */
const LEAST_LINKS = 6

export interface TownConfig extends Plan {
  /** Built files to use instead of the app’s own. */
  readonly app?: string
  /** Where the browser’s own protocol is spoken, for profiles. */
  readonly port?: number
}

export class Town {
  readonly profile: string
  readonly site: Site
  readonly relay: RelayProcess
  readonly community: Community
  readonly context: BrowserContext
  readonly tabs: Tab[] = []
  readonly folder: string

  private constructor(
    folder: string,
    site: Site,
    relay: RelayProcess,
    community: Community,
    context: BrowserContext,
  ) {
    this.folder = folder
    this.profile = join(folder, 'profile')
    this.site = site
    this.relay = relay
    this.community = community
    this.context = context
  }

  static async open(config: TownConfig): Promise<Town> {
    const folder = mkdtempSync(join(tmpdir(), 'wattle-bench-'))
    if (config.app === undefined && !isBuilt()) buildApp()
    const app = config.app ?? BUILT
    const wallet = join(folder, 'wallet')
    await build({
      root: join(projectRoot(), 'bench/mesh/wallet'),
      base: '/wallet/',
      configFile: false,
      logLevel: 'warn',
      build: { outDir: wallet, emptyOutDir: true, target: 'es2023' },
    })
    const site = await Site.open({ '': app, '/wallet': wallet })
    const relay = await startRelay(app)
    const community = await foundCommunity(config, [relay.base])
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: findChromium(),
      args: [
        ...CHROMIUM_FLAGS,
        '--disable-features=WebRtcHideLocalIpsWithMdns',
        ...(config.port ? [`--remote-debugging-port=${config.port}`] : []),
      ],
      viewport: { width: 1280, height: 900 },
      // It would answer for the whole address, and wallets are given on a page beside the app.
      serviceWorkers: 'block',
    })
    return new Town(folder, site, relay, community, context)
  }

  /** The next wallet’s app, in a tab of its own. */
  async add(): Promise<Tab> {
    const index = this.tabs.length
    const tab = await this.tab(`p${index}`)
    await this.give(tab, this.community.wallets[index]!)
    await this.visit(tab)
    this.tabs.push(tab)
    return tab
  }

  /** Somebody who is nobody yet, in a tab of its own. */
  async guest(): Promise<Tab> {
    const tab = await this.tab('guest')
    await this.visit(tab)
    return tab
  }

  /** Somebody who belongs to another community, and comes for the first time. */
  async joiner(name: string, wallet: Wallet, invitation: string): Promise<Tab> {
    const tab = await this.tab(name)
    await this.give(tab, wallet)
    await this.visit(tab, invitation)
    return tab
  }

  private async give({ page, name }: Tab, wallet: Wallet): Promise<void> {
    await page.goto(`${this.site.base}/wallet/`)
    await page.waitForFunction(() => 'give' in globalThis)
    await page.evaluate(([name, wallet]) => (globalThis as unknown as Global).give(name, wallet), [
      name,
      wallet,
    ] as const)
  }

  private async tab(name: string): Promise<Tab> {
    return new Tab(name, await this.context.newPage())
  }

  private async visit({ name, page }: Tab, invitation = this.community.invitation): Promise<void> {
    await page.goto(`${this.site.base}/?peer=${name}#join=${invitation}`)
    await page.waitForFunction(() => 'wattle' in globalThis, undefined, { timeout: 60_000, polling: 50 })
  }

  /** All wallets are open, each linked directly to as many as it strives for; then the relay is killed, and nobody misses it. */
  async mesh(): Promise<void> {
    const { wallets } = this.community
    while (this.tabs.length < wallets.length) await this.add()
    await this.meshed(Math.min(wallets.length - 1, LEAST_LINKS))
    await this.relay.kill()
  }

  async meshed(links: number): Promise<void> {
    for (const tab of this.tabs)
      await until(
        `${tab.name} is linked to ${links} and follows`,
        () => tab.status(),
        status =>
          status.links.direct >= links &&
          status.stage === 'live' &&
          (status.final?.height ?? 0) > 0 &&
          (status.delegate === null || status.delegate.state === 'voting'),
        120,
      )
  }

  async close(): Promise<void> {
    await this.context.close()
    await this.relay.kill()
    this.site.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
