// Links, and all that is told of them, kept to be looked at.

import type { Links } from '../../src/mesh/links/index.ts'
import type { FromLinks, StreamName, ToLinks } from '../../src/mesh/port.ts'

type Kind = FromLinks['kind']

export class Witness {
  readonly said: FromLinks[] = []
  readonly frames: { link: number; stream: StreamName; length: number; first: number }[] = []
  readonly openedAt: number[] = []
  /** By link, what its live stream has not sent yet, as it last said. */
  readonly unsent = new Map<number, number>()
  echoing = false
  /** Takes what comes instead of its being kept: for who counts a great deal of it. */
  heard: ((bytes: Uint8Array) => void) | undefined
  private readonly links: Links
  private waiting: (() => void)[] = []
  private readonly echoes: (() => void)[] = []

  constructor(links: Links) {
    this.links = links
    links.listen(said => this.take(said))
  }

  tell(wish: ToLinks): void {
    this.links.tell(wish)
  }

  /** All of a kind. */
  all<K extends Kind>(kind: K): Extract<FromLinks, { kind: K }>[] {
    return this.said.filter(said => said.kind === kind) as Extract<FromLinks, { kind: K }>[]
  }

  get self(): string {
    return this.all('self')[0]!.peer
  }

  /** The links that are open, by peer. */
  get open(): Record<string, number> {
    const closed = new Set(this.all('closed').map(({ link }) => link))
    return Object.fromEntries(
      this.all('opened')
        .filter(({ link }) => !closed.has(link))
        .map(({ peer, link }) => [peer, link]),
    )
  }

  async until(met: (peer: Witness) => boolean): Promise<void> {
    while (!met(this)) await new Promise<void>(done => this.waiting.push(done))
  }

  send(link: number, stream: StreamName, length: number, first = 0): void {
    const bytes = new Uint8Array(length)
    bytes[0] = first
    this.tell({ kind: 'send', link, stream, bytes })
  }

  /** Milliseconds to an echo and back, so many times in a row. */
  async roundTrips(link: number, stream: StreamName, length: number, times: number): Promise<number[]> {
    const took: number[] = []
    for (let i = 0; i < times; i++) {
      const start = performance.now()
      const back = new Promise<void>(done => this.echoes.push(done))
      this.send(link, stream, length, 7)
      await back
      took.push(performance.now() - start)
    }
    return took
  }

  private take(said: FromLinks): void {
    if (said.kind === 'frame' && this.heard) {
      this.heard(said.bytes)
      return
    }
    if (said.kind === 'frame') {
      const first = said.bytes[0]!
      this.frames.push({ link: said.link, stream: said.stream, length: said.bytes.length, first })
      if (this.echoing && first === 7) {
        said.bytes[0] = 8
        this.tell({ kind: 'send', link: said.link, stream: said.stream, bytes: said.bytes })
      }
      if (first === 8) this.echoes.shift()?.()
    } else {
      this.said.push(said)
      if (said.kind === 'unsent' && said.stream === 'live') this.unsent.set(said.link, said.bytes)
      if (said.kind === 'opened') this.openedAt.push(performance.now())
    }
    for (const look of this.waiting.splice(0)) look()
  }
}
