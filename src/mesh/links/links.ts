// The links of one peer: makes them when the core says so, answers those that others make, and carries frames.
import type { FromLinks, ToLinks } from '../port.ts'
import { sortAddresses } from './addresses.ts'
import { Channeled } from './channels.ts'
import { Bucket } from './inflow.ts'
import type { TransportKey } from './key.ts'
import { ANSWER_MS, ANSWERS_AT_ONCE, ANSWERS_PER_MINUTE, LEFT_TO_DIAL } from './limits.ts'
import type { Line } from './line.ts'
import { Link, type LinkInit, type Wires } from './link.ts'
import { now, type Platform } from './platform.ts'
import type { Relays } from './relays.ts'
import { readAnswer, readOffer, writeAnswer, writeOffer } from './signal.ts'
import { Turns } from './turns.ts'

/** An offer of ours that waits for its answer. */
interface Offered {
  readonly peer: string
  readonly body: Promise<Uint8Array>
  readonly made: Channeled
  readonly timer?: ReturnType<typeof setTimeout>
}

const USED_UP =
  'this tab has made as many connections as a browser allows; the community goes on in a new tab'
const MET = 'the other side dials'
const LINKED = 'linked already'

export class Links {
  readonly key: TransportKey
  private readonly platform: Platform
  private readonly iceServers: readonly RTCIceServer[]
  private readonly links = new Map<number, Link>()
  private readonly byPeer = new Map<string, { readonly link: Link; readonly made?: Channeled }>()
  private readonly offered = new Map<number, Offered>()
  private readonly turns = new Turns()
  private readonly answers = new Bucket(ANSWERS_AT_ONCE, ANSWERS_PER_MINUTE / 60, now())
  private readonly early: FromLinks[] = []
  private listener: ((said: FromLinks) => void) | undefined
  private next = 1
  private unwatch = () => {}
  private line!: Line
  private relays!: Relays

  constructor(key: TransportKey, platform: Platform, iceServers: readonly RTCIceServer[]) {
    this.key = key
    this.platform = platform
    this.iceServers = iceServers
    this.say({ kind: 'self', peer: key.peer })
  }

  /** Called once, with what reaches relays and sockets. */
  begin(line: Line, relays: Relays): void {
    this.line = line
    this.relays = relays
    relays.start()
    // Neighbours learn of it now, rather than after a quarter of a minute without a sign of life.
    this.platform.leaving(() => {
      for (const { made } of this.byPeer.values()) made?.close()
    })
    this.unwatch = this.platform.watch(state => {
      if (state === 'online' || state === 'woken' || state === 'visible') relays.look()
      this.say({ kind: 'life', state })
    })
  }

  /** What happens is told to one listener, and what happened before it came, first. */
  listen(listener: (said: FromLinks) => void): void {
    this.listener = listener
    for (const said of this.early.splice(0)) listener(said)
  }

  tell(wish: ToLinks): void {
    switch (wish.kind) {
      case 'send':
        this.links.get(wish.link)?.send(wish.stream, wish.bytes)
        return
      case 'close':
        this.links.get(wish.link)?.end(wish.reason)
        return
      case 'dial':
        this.inTurn(wish.dial, () => this.dial(wish.dial, wish.peer, wish.addresses))
        return
      case 'offer':
        this.inTurn(wish.dial, () => this.offer(wish.dial, wish.peer))
        return
      case 'answer':
        void this.attempt(wish.dial, async () => {
          const body = await this.answer(wish.peer, wish.body, wish.dial)
          this.say({ kind: 'signal', dial: wish.dial, body })
        })
        return
      case 'accept':
        void this.attempt(wish.dial, () => this.accept(wish.dial, wish.body))
        return
    }
  }

  async close(): Promise<void> {
    this.unwatch()
    this.relays.stop()
    for (const link of [...this.links.values()]) link.end('closed here')
    for (const dial of [...this.offered.keys()]) this.drop(dial)
    await this.line.close()
  }

  say(said: FromLinks): void {
    if (this.listener) this.listener(said)
    else this.early.push(said)
  }

  /** Somebody brings an offer over a relay. */
  async asked(peer: string, offer: Uint8Array): Promise<Uint8Array | undefined> {
    try {
      return await this.answer(peer, offer)
    } catch {
      return undefined // whoever asked is told no more than that it came to nothing
    }
  }

  /** A link's streams are open: from now on the core knows it. */
  open(init: Omit<LinkInit, 'id'>, dialled: boolean, dial?: number, made?: Channeled): void {
    const { peer, way } = init
    const before = this.byPeer.get(peer)
    const release = () => {
      init.release()
      this.links.delete(link.id)
      if (this.byPeer.get(peer)?.link === link) this.byPeer.delete(peer)
    }
    const link = new Link({ ...init, id: this.next++, release }, said => this.say(said))
    this.links.set(link.id, link)
    this.byPeer.set(peer, { link, made })
    made?.onOver(why => link.end(why))
    this.say({ kind: 'opened', link: link.id, peer, dialled, way, dial })
    // Whoever opens a second link has lost the first.
    before?.link.end('replaced by another link')
    link.begin()
  }

  private async dial(dial: number, peer: string, addresses: readonly string[]): Promise<void> {
    if (this.isLinked(peer)) throw new Error(LINKED)
    const { relayed, sockets } = sortAddresses(peer, addresses, isSecure())
    if (sockets.length > 0) {
      try {
        const { wires, connection } = await this.line.reach(peer, sockets)
        this.open(
          { peer, way: 'socket', wires, release: () => void connection.close().catch(ignore) },
          true,
          dial,
        )
        return
      } catch (error) {
        if (relayed.length === 0) throw error
      }
    }
    if (relayed.length === 0) throw new Error('none of its addresses can be reached from here')
    const made = this.make(peer)
    try {
      const answer = await this.line.ask(peer, relayed, this.describe(dial, peer, made))
      if (!this.offered.has(dial)) throw new Error(MET)
      await this.accept(dial, answer)
    } catch (error) {
      this.drop(dial)
      made.close()
      throw error
    }
  }

  private async offer(dial: number, peer: string): Promise<void> {
    const made = this.make(peer)
    const timer = setTimeout(() => this.fail(dial, 'no answer came'), ANSWER_MS)
    try {
      const body = await this.describe(dial, peer, made, timer)
      this.say({ kind: 'signal', dial, body })
    } catch (error) {
      this.drop(dial)
      throw error
    }
  }

  /** Our offer, which is known to be under way from now on. */
  private describe(
    dial: number,
    peer: string,
    made: Channeled,
    timer?: ReturnType<typeof setTimeout>,
  ): Promise<Uint8Array> {
    const body = made.offer().then(description => writeOffer(this.key, peer, description))
    this.offered.set(dial, { peer, body, made, timer })
    return body
  }

  private async accept(dial: number, body: Uint8Array): Promise<void> {
    const offered = this.offered.get(dial)
    if (!offered) return // given up meanwhile, or never made
    const { peer, made } = offered
    const answer = await readAnswer(this.key, peer, await offered.body, body)
    // Whoever carried this lies, or the other side does: the offer still waits for a true answer.
    if (typeof answer === 'string') {
      if (offered.timer === undefined) throw new Error(answer)
      return
    }
    clearTimeout(offered.timer)
    this.offered.delete(dial)
    try {
      await made.accept(answer)
      this.linked(peer, made, await made.opened(), true, dial)
    } catch (error) {
      made.close()
      throw error
    }
  }

  /** The answer to an offer. The link itself opens later, or fails as the answer's own dial. */
  private async answer(peer: string, offer: Uint8Array, dial?: number): Promise<Uint8Array> {
    if (this.isLinked(peer)) throw new Error(LINKED)
    const description = await readOffer(this.key, peer, offer)
    if (typeof description === 'string') throw new Error(description)
    if (this.left() <= LEFT_TO_DIAL || !this.answers.take(1, now()))
      throw new Error('too many offers for now')
    this.meet(peer)
    const made = this.make(peer)
    try {
      const body = await writeAnswer(this.key, peer, offer, await made.answer(description))
      made.opened().then(
        wires => this.linked(peer, made, wires, false, dial),
        error => {
          made.close()
          if (dial !== undefined) this.say({ kind: 'failed', dial, why: reasonOf(error) })
        },
      )
      return body
    } catch (error) {
      made.close()
      throw error
    }
  }

  /** Both sides dial at once: the offer of the smaller id stands. */
  private meet(peer: string): void {
    for (const [dial, offered] of this.offered) {
      if (offered.peer !== peer) continue
      if (this.key.peer < peer) throw new Error('our own offer is under way')
      if (offered.timer === undefined) this.drop(dial)
      else this.fail(dial, MET)
    }
  }

  /** The connection is open: it is a link from now on. */
  linked(peer: string, made: Channeled, wires: Wires, dialled: boolean, dial?: number): void {
    // Closing the wires closes the connection, once what they hold has left.
    this.open({ peer, way: 'direct', wires, release: () => {} }, dialled, dial, made)
  }

  /** A connection to somebody, or to who is not known yet. */
  make(peer?: string): Channeled {
    if (peer === this.key.peer) throw new Error('this is ourselves')
    if (peer !== undefined && this.isLinked(peer)) throw new Error(LINKED)
    if (this.left() <= 0) throw new Error(USED_UP)
    try {
      return new Channeled(this.platform, this.iceServers)
    } catch (error) {
      // Tabs of one process share what it may have, and cannot see what the others took.
      throw /so many/.test(reasonOf(error)) ? new Error(USED_UP) : error
    }
  }

  /** A link whose connection has been silent for a few seconds is none: the other side may have lost it already. */
  isLinked(peer: string): boolean {
    const known = this.byPeer.get(peer)
    return known !== undefined && (known.made?.alive ?? true)
  }

  /** Connections that this tab may still make. */
  private left(): number {
    return this.platform.life.most - this.platform.life.read()
  }

  private inTurn(dial: number, work: () => Promise<void>): void {
    if (!this.turns.add(() => this.attempt(dial, work)))
      this.say({ kind: 'failed', dial, why: 'too many dials wait' })
  }

  private async attempt(dial: number, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.say({ kind: 'failed', dial, why: reasonOf(error) })
    }
  }

  private fail(dial: number, why: string): void {
    this.drop(dial)
    this.say({ kind: 'failed', dial, why })
  }

  private drop(dial: number): void {
    const offered = this.offered.get(dial)
    if (!offered) return
    clearTimeout(offered.timer)
    this.offered.delete(dial)
    offered.made.close()
  }
}

const ignore = () => {}
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const isSecure = (): boolean => globalThis.location?.protocol === 'https:'
