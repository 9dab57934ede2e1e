// Runs a piece of the product in a Worker of a real Chromium: for gates and benchmarks that must know what a
// browser does, without a test framework between.
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright'
import { rolldown } from 'rolldown'
import { CHROMIUM_FLAGS, findChromium } from './browser.ts'

/** What an entry exports as its default. The same function may be called under Node. */
export type WorkerEntry<A = never> = (args: A, report: (line: string) => void) => unknown

const WORKER = '\0worker'

/**
 * Bundles `entryTs` (a path from the project's root, or absolute), calls its default export with `args` inside a
 * module Worker, and gives back what it returns. `args` and the result are plain data; each line that the entry
 * reports goes to `onLine`. Throws what the entry threw.
 */
export async function runInChromiumWorker(
  entryTs: string,
  args: unknown,
  onLine: (line: string) => void = () => {},
): Promise<unknown> {
  const files = await bundleForWorker(resolve(projectRoot(), entryTs))
  const server = await serve(files)
  try {
    const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS })
    try {
      const page = await browser.newPage()
      await page.exposeFunction('report', onLine)
      // 127.0.0.1 is a secure context, which crypto.subtle asks for.
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      return await Promise.race([page.evaluate(workOnPage, args), whenLost(page)])
    } finally {
      await browser.close()
    }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

// Set on the page below.
declare function report(line: string): void

// Runs on the page, as text: it sees nothing of this file.
function workOnPage(args: unknown): Promise<unknown> {
  return new Promise((done, fail) => {
    const worker = new Worker('/worker.js', { type: 'module' })
    worker.onerror = event => fail(new Error(event.message || 'the worker did not start'))
    worker.onmessage = ({ data }) => {
      if (data.line !== undefined) report(data.line)
      else if (data.error !== undefined) fail(new Error(data.error))
      else done(data.result)
    }
    worker.postMessage(args)
  })
}

function whenLost(page: Page): Promise<never> {
  return new Promise((_, fail) => page.once('crash', () => fail(new Error('the Chromium page crashed'))))
}

/** The entry behind a few lines that carry its arguments in and its result out, by file name. */
async function bundleForWorker(entry: string): Promise<Map<string, string>> {
  // Listens before it loads: while an import awaits something, a message would find nobody.
  const shell = `
    onmessage = async ({ data }) => {
      try {
        const { default: work } = await import(${JSON.stringify(entry)})
        postMessage({ result: await work(data, line => postMessage({ line })) })
      } catch (error) {
        postMessage({ error: String(error?.stack ?? error) })
      }
    }`
  const bundle = await rolldown({
    input: WORKER,
    cwd: projectRoot(),
    platform: 'browser',
    plugins: [
      {
        name: 'worker-shell',
        resolveId: id => (id === WORKER ? WORKER : undefined),
        load: id => (id === WORKER ? shell : undefined),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', entryFileNames: 'worker.js' })
  await bundle.close()
  const files = new Map<string, string>()
  for (const part of output) if (part.type === 'chunk') files.set(`/${part.fileName}`, part.code)
  return files
}

function serve(files: Map<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const script = files.get(request.url ?? '')
    // Isolated pages have a finer clock, which benchmarks want.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript')
    response.end(script ?? '<!doctype html><title>worker</title>')
  })
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => done(server))
  })
}

/** Found by its package.json, because this file also runs from inside a bundle. */
export function projectRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json'))) {
    if (dir === dirname(dir)) throw new Error('This program must run from within the project.')
    dir = dirname(dir)
  }
  return dir
}
