// A tab with the built app, and the peer in it.
import type { Page } from 'playwright'
import type { Peer, Status } from '../../src/peer/api.ts'

export class Tab {
  readonly name: string
  readonly page: Page

  constructor(name: string, page: Page) {
    this.name = name
    this.page = page
    page.on('pageerror', error => console.error(`${name}: ${error.stack}`))
  }

  /** Runs in the page, as text. */
  run<T, A>(work: (peer: Peer, args: A) => T | Promise<T>, args?: A): Promise<T> {
    return this.page.evaluate(
      ([text, args]) => {
        const { wattle } = globalThis as unknown as { wattle: Peer }
        return new Function(`return ${text}`)()(wattle, args)
      },
      [`(${work})`, args] as const,
    )
  }

  status(): Promise<Status> {
    return this.run(peer => peer.status())
  }
}
