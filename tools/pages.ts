// Pages with links, for tests and benchmarks: built files, a real browser, a relay in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { build } from 'vite'
import { CHROMIUM_FLAGS, findChromium } from './browser.ts'
import { projectRoot } from './chromium.ts'
import { leanPackages } from './lean/packages.ts'
import type { Witness } from './pages/witness.ts'

/** A page, built; gives its folder. `whole`: with all that its packages bring. */
export async function buildPage(from = 'tools/pages', whole = false): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wattle-page-'))
  await build({
    root: join(projectRoot(), from),
    configFile: false,
    logLevel: 'error',
    plugins: whole ? [] : [leanPackages()],
    build: { outDir: folder, emptyOutDir: true, target: 'es2023' },
  })
  return folder
}

export const removePage = (folder: string) => rmSync(folder, { recursive: true, force: true })

export interface RelayProcess {
  readonly base: string
  readonly port: number
  /** At once, as a power cut does. */
  kill(): Promise<void>
}

export async function startRelay(app: string, port = 0, more: readonly string[] = []): Promise<RelayProcess> {
  const args = [
    'tools/run.mjs',
    'relay/wattle.ts',
    'relay',
    '--host',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--app',
    app,
    ...more,
  ]
  const child = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] })
  const base = await firstLine(child)
  const gone = new Promise<void>(done => child.once('close', () => done()))
  return {
    base: base.replace(/\/$/, ''),
    port: Number(new URL(base).port),
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = ''
    child.stdout!.on('data', data => {
      text += data
      if (text.includes('\n')) done(text.slice(0, text.indexOf('\n')))
    })
    child.once('close', code => fail(new Error(`the relay ended with ${code}`)))
  })
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS, '--disable-features=WebRtcHideLocalIpsWithMdns'],
  })

export interface Opened {
  readonly page: Page
  readonly self: string
  /** Runs in the page, as text. */
  run<T>(work: (peer: Witness) => T): Promise<T>
  run<T, A>(work: (peer: Witness, args: A) => T, args: A): Promise<T>
  /** Waits until something holds there. */
  until<A>(met: (given: [Witness, A]) => boolean, args?: A): Promise<void>
}

/** A page in a context of its own, with links that know these relays. */
export async function openPage(browser: Browser, base: string, relays: readonly string[]): Promise<Opened> {
  const page = await (await browser.newContext()).newPage()
  page.on('pageerror', error => console.error(`page: ${error.stack}`))
  await page.goto(`${base}/`)
  const self = await page.evaluate(
    relays => (globalThis as unknown as { begin(relays: string[]): Promise<string> }).begin(relays),
    [...relays],
  )
  const peer = await page.evaluateHandle(() => (globalThis as unknown as { peer: Witness }).peer)
  return {
    page,
    self,
    run: (work: (peer: Witness, args: never) => unknown, args?: unknown) =>
      peer.evaluate(work as never, args as never) as never,
    async until(met, args) {
      await page.waitForFunction(met as never, [peer, args] as never, { polling: 20, timeout: 20_000 })
    },
  } as Opened
}
