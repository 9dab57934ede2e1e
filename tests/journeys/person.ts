// Somebody at a browser of their own: a real profile on the disk, the built app, and nothing in between.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright'
import type { BlockSight, Peer, Status } from '../../src/peer/api.ts'
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.ts'
import { until } from '../../tools/until.ts'
import { signal } from './processes.ts'

const SIZE = { width: 1280, height: 900 }

export interface PersonConfig {
  readonly name: string
  /** Where the app is. */
  readonly base: string
  /** Whose the machine is: what its system trusts stands there. */
  readonly home?: string
  /** What else its browser is started with. */
  readonly flags?: readonly string[]
}

export class Person {
  readonly name: string
  readonly folder: string
  private readonly config: PersonConfig
  private context: BrowserContext | undefined
  private shown: Page | undefined
  private asleep = false
  /** Whether the machine has a network at all. */
  private connected = true
  /** What went wrong in the page, besides. */
  readonly errors: string[] = []

  constructor(config: PersonConfig) {
    this.config = config
    this.name = config.name
    this.folder = mkdtempSync(join(tmpdir(), `wattle-${config.name}-`))
  }

  /** A browser, and in it the app: by an invitation, or with what this profile joined before. */
  async begin(invitation?: string, path = '/'): Promise<void> {
    await this.visit(await this.browse(), invitation, path)
  }

  /** A browser, and in it the app's way in: nothing was joined before. */
  async arrive(path = '/'): Promise<void> {
    await this.show(await this.browse(), undefined, path)
  }

  /** A browser, and in it whatever stands at an address. */
  async open(path: string): Promise<Page> {
    const page = await this.browse()
    await page.goto(`${this.config.base}${path}`)
    return page
  }

  private async browse(): Promise<Page> {
    const { home, flags = [] } = this.config
    this.context = await chromium.launchPersistentContext(this.folder, {
      executablePath: findChromium(),
      args: [...CHROMIUM_FLAGS, '--disable-features=WebRtcHideLocalIpsWithMdns', ...flags],
      viewport: SIZE,
      ...(home && { env: { ...process.env, HOME: home } }),
    })
    if (!this.connected) await this.context.setOffline(true)
    const [page = await this.context.newPage()] = this.context.pages()
    return page
  }

  /** The app in a page, until it has a peer. */
  async visit(page: Page, invitation?: string, path = '/'): Promise<void> {
    await this.show(page, invitation, path)
    await this.running()
  }

  private async show(page: Page, invitation?: string, path = '/'): Promise<void> {
    this.shown = page
    page.on('pageerror', error => this.errors.push(String(error.stack)))
    page.on('console', said => {
      if (said.type() === 'error') this.errors.push(said.text())
    })
    await page.goto(`${this.config.base}${path}${invitation === undefined ? '' : `#join=${invitation}`}`)
  }

  async running(): Promise<void> {
    await this.page.waitForFunction(() => 'wattle' in globalThis, undefined, { timeout: 30_000, polling: 50 })
  }

  get page(): Page {
    if (!this.shown) throw new Error(`${this.name} has closed the page`)
    return this.shown
  }

  /** Runs in the page, as text. */
  run<T, A>(work: (peer: Peer, args: A) => Promise<T>, args?: A): Promise<T> {
    return this.page.evaluate(
      ([text, args]) => {
        const { wattle } = globalThis as unknown as { wattle: Peer }
        return new Function(`return ${text}`)()(wattle, args)
      },
      [`(${work})`, args] as const,
    )
  }

  recorder(): Promise<string> {
    return this.run(peer => peer.recorder())
  }

  async photograph(path: string): Promise<void> {
    await this.page.screenshot({ path, fullPage: true, timeout: 10_000 })
  }

  status(): Promise<Status> {
    return this.run(peer => peer.status())
  }

  get isOpen(): boolean {
    return this.shown !== undefined
  }

  /** The final blocks that it remembers, the newest first. */
  async finals(): Promise<readonly BlockSight[]> {
    return (await this.blocks()).filter(({ stage }) => stage === 'final')
  }

  /** The slots in which an account's turn was missed, as far as is remembered. */
  async missedBy(account: string): Promise<readonly number[]> {
    const all = (await this.finals()).flatMap(({ missed }) => missed)
    return all.filter(({ owner }) => owner === account).map(({ slot }) => slot)
  }

  private blocks(): Promise<readonly BlockSight[]> {
    return this.run(
      peer =>
        new Promise<readonly BlockSight[]>(resolve => {
          const stop = peer.watch('blocks', blocks => {
            resolve(blocks)
            queueMicrotask(() => stop())
          })
        }),
    )
  }

  /** The accounts of the delegates active after the head. */
  delegates(): Promise<readonly string[]> {
    return this.run(
      peer =>
        new Promise<readonly string[]>(resolve => {
          const stop = peer.watch('delegates', delegates => {
            resolve(delegates.map(({ account }) => account))
            queueMicrotask(() => stop())
          })
        }),
    )
  }

  /** What the screen says is confirmed. */
  async shownFinal(): Promise<number> {
    return Number(await this.page.getAttribute('[data-final]', 'data-final'))
  }

  async shownBalance(): Promise<number> {
    return Number(await this.page.getAttribute('[data-balance]', 'data-balance'))
  }

  until(what: string, holds: (status: Status) => boolean, seconds = 60): Promise<Status> {
    return until(`${this.name}: ${what}`, () => this.status(), holds, seconds)
  }

  /** As a user does: a page that is gone, its browser and profile staying. */
  async closePage(): Promise<void> {
    const { page } = this
    this.shown = undefined
    // A browser without a page ends.
    await this.context?.newPage()
    await page.close()
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.running()
  }

  /** The app again, in a new page of the same browser. */
  async openPage(): Promise<void> {
    await this.visit(await this.context!.newPage())
  }

  // What a person does

  async account(): Promise<string> {
    return (await this.run(peer => peer.identity())).account
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click()
  }

  async send(to: string, credits: number): Promise<void> {
    await this.page.selectOption('select[name=to]', to)
    await this.page.fill('input[name=amount]', `${credits}`)
    await this.press(new RegExp(`^Send ${credits} `))
  }

  async voteFor(accounts: readonly string[]): Promise<void> {
    for (const account of accounts)
      await this.page.locator(`#council [data-account="${account}"] input`).check({ timeout: 60_000 })
    await this.press(`Vote for ${accounts.length} candidates`)
  }

  async hasConfirmed(balance: number, seconds = 30): Promise<void> {
    const what = `${this.name} sees ${balance} micro-credits confirmed`
    await until(
      what,
      () => this.shownBalance(),
      shown => shown === balance,
      seconds,
    )
  }

  /** The market's screen; gives the time of delivery that it shows. */
  async openMarket(): Promise<number> {
    await this.page.getByRole('link', { name: 'Market', exact: true }).click()
    const shown = this.page.locator('[data-market]')
    await shown.waitFor()
    return Number(await shown.getAttribute('data-market'))
  }

  async order(side: 'Buy' | 'Sell', interval: number, kWh: string, price: string): Promise<void> {
    await this.page.getByLabel('Time of delivery').fill(`${interval}`)
    await this.page.getByText(side, { exact: true }).click()
    await this.page.fill('input[name=energy]', kWh)
    await this.page.fill('input[name=limit]', price)
    await this.press(new RegExp(`^${side} up to ${kWh.replace('.', '[.]')} kWh`))
  }

  /** Sees a trade of its own confirmed. */
  async hasTraded(): Promise<void> {
    await this.page.locator('[data-trade][data-confirmed=true]').first().waitFor({ timeout: 60_000 })
  }

  /** The screen about one's key. */
  async openKeys(): Promise<void> {
    await this.page.getByRole('link', { name: 'Your key', exact: true }).first().click()
    await this.page.locator('[data-keys]').waitFor()
  }

  /** Reads a code as text, where it is asked for by this name. */
  async readCode(name: string, text: string): Promise<void> {
    const field = this.page.locator(`textarea[name=${name}]`)
    await field.fill(text)
    await this.page.locator('form', { has: field }).getByRole('button').click()
  }

  /** The code that is shown, and the digits to compare. */
  async shownCode(): Promise<{ readonly text: string; readonly digits: string | null }> {
    const code = this.page.locator('[data-code]').first()
    const text = await code.inputValue({ timeout: 30_000 })
    const digits = this.page.locator('[data-digits]').first()
    return { text, digits: (await digits.count()) > 0 ? await digits.getAttribute('data-digits') : null }
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const { context } = this
    const gone = new Promise<void>(resolve => context?.once('close', () => resolve()))
    signal(this.folder, 'SIGKILL')
    await gone
    this.context = undefined
    this.shown = undefined
  }

  /** As a plane that takes off, and lands; told before a browser begins, it begins so. */
  async network(is: boolean): Promise<void> {
    this.connected = is
    await this.context?.setOffline(!is)
  }

  /** What the browser lets this origin keep, in bytes; gives how to let it keep what the disk has again. */
  async quota(quotaSize: number): Promise<() => Promise<void>> {
    const session = await this.context!.newCDPSession(this.page)
    await session.send('Storage.overrideQuotaForOrigin', { origin: this.config.base, quotaSize })
    // It holds for as long as the session.
    return () => session.detach()
  }

  /** As a browser in need of room does: the databases are gone, under the page that uses them. */
  async evict(): Promise<void> {
    const session = await this.context!.newCDPSession(this.page)
    const { base: origin } = this.config
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
    await session.detach()
  }

  /** As a lid that is closed, and opened again. */
  sleep(): void {
    signal(this.folder, 'SIGSTOP')
    this.asleep = true
  }

  wake(): void {
    signal(this.folder, 'SIGCONT')
    this.asleep = false
  }

  async close(): Promise<void> {
    if (this.asleep) this.wake()
    await this.context?.close().catch(() => {})
    this.context = undefined
    this.shown = undefined
  }

  /** For ever. */
  async leave(): Promise<void> {
    await this.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
