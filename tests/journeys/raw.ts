// A browser without a driver's comforts, by its own protocol: a driver makes every tab believe that somebody looks at it.
import { type ChildProcess, spawn } from 'node:child_process'
import { WebSocket } from 'ws'
import type { Peer } from '../../src/peer/api.ts'
import { CHROMIUM_FLAGS, findChromium } from '../../tools/browser.ts'

interface Socket {
  on(event: 'message', hear: (text: unknown) => void): void
  once(event: 'open', done: () => void): void
  once(event: 'error', fail: (error: Error) => void): void
  send(text: string): void
}
const Dialled = WebSocket as unknown as new (address: string) => Socket

interface Reply {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

export class RawBrowser {
  private readonly child: ChildProcess
  private readonly socket: Socket
  private readonly calls = new Map<number, (reply: Reply) => void>()
  private last = 0
  private session = ''

  private constructor(child: ChildProcess, socket: Socket) {
    this.child = child
    this.socket = socket
    socket.on('message', text => {
      const reply = JSON.parse(String(text)) as Reply
      if (reply.id !== undefined) this.calls.get(reply.id)?.(reply)
    })
  }

  /** With a profile, and one page. */
  static async open(profile: string, address: string): Promise<RawBrowser> {
    const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
    const mdns = '--disable-features=WebRtcHideLocalIpsWithMdns'
    const child = spawn(findChromium(), [...CHROMIUM_FLAGS, mdns, ...own, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const socket = new Dialled(await listeningAt(child))
    await new Promise<void>((done, fail) => {
      socket.once('open', done)
      socket.once('error', fail)
    })
    const browser = new RawBrowser(child, socket)
    browser.session = await browser.openTab(address)
    return browser
  }

  /** Another tab comes in front of it. */
  async cover(): Promise<void> {
    await this.openTab('about:blank')
  }

  /** Runs in the page, as text. */
  async run<T>(work: (peer: Peer) => Promise<T>): Promise<T> {
    const expression = `(${work})(globalThis.wattle)`
    const params = { expression, awaitPromise: true, returnByValue: true }
    const { result, exceptionDetails } = await this.call<{
      result: { value: T }
      exceptionDetails?: { text: string; exception?: { description: string } }
    }>('Runtime.evaluate', params, this.session)
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async close(): Promise<void> {
    const gone = new Promise(done => this.child.once('close', done))
    await this.call('Browser.close', {})
    await gone
  }

  private async openTab(url: string): Promise<string> {
    const { targetId } = await this.call<{ targetId: string }>('Target.createTarget', { url })
    await this.call('Target.activateTarget', { targetId })
    const attached = { targetId, flatten: true }
    return (await this.call<{ sessionId: string }>('Target.attachToTarget', attached)).sessionId
  }

  private async call<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = ++this.last
    const replied = new Promise<Reply>(resolve => this.calls.set(id, resolve))
    this.socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }))
    const { result, error } = await replied
    this.calls.delete(id)
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as T
  }
}

function listeningAt(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    child.stderr!.on('data', text => {
      said += text
      const address = /DevTools listening on (\S+)/.exec(said)?.[1]
      if (address) done(address)
    })
    child.once('close', () => fail(new Error(`the browser did not start: ${said}`)))
  })
}
