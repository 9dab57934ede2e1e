// Many neighbourhoods in one hall: pages that open, reload and close, a relay that comes and goes, links that are made as
// browsers make them, all on a virtual clock. Signatures are stand-ins that only their key's page makes.
import { type Bytes, concatBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { Clockwork, chance } from '../clockwork.testing.ts'
import { type Claims, isAboutNeighbours } from '../frames/index.ts'
import type { FromLinks, StreamName, ToLinks } from '../port.ts'
import { bytesOf, CHAIN } from '../said.testing.ts'
import { Neighbourhood, type NeighbourhoodEffect, type NeighbourhoodInput, type Who } from './index.ts'

const START = 1_800_000_000_000
const text = new TextEncoder()
const plain = new TextDecoder()

export const stampOf = (key: Bytes, message: Bytes): Bytes => {
  const half = sha256(concatBytes(key, message))
  return concatBytes(half, half)
}

interface End {
  readonly other: Page
  readonly there: number
  readonly hopMs: number
}

export class Page {
  readonly number: number
  readonly key: Bytes
  readonly id: string
  readonly peer: string
  readonly neighbourhood: Neighbourhood
  readonly links = new Map<number, End>()
  readonly neighbours = new Map<string, Extract<NeighbourhoodEffect, { kind: 'joined' }>>()
  readonly left: Extract<NeighbourhoodEffect, { kind: 'left' }>[] = []
  readonly refused: Extract<NeighbourhoodEffect, { kind: 'refused' }>[] = []
  readonly heard: { from: string; stream: StreamName; bytes: Bytes }[] = []
  standing = ''
  claims: Claims
  open = true
  asleep = false
  sent = { frames: 0, bytes: 0 }
  dials = 0
  signatures = 0
  verified = 0
  nextLink = 1
  /** What a liar sends instead; nothing where it swallows it. */
  mangle: ((bytes: Bytes, to: Page) => Bytes | undefined) | undefined

  constructor(number: number, load: number, claims: Claims, hall: Hall, community: Bytes) {
    this.number = number
    this.claims = claims
    this.key = bytesOf(1000 + number)
    this.id = toHex(this.key)
    this.peer = `page${number}.${load}`
    this.neighbourhood = new Neighbourhood(
      {
        community,
        key: this.key,
        slotMs: 1000,
        who: key => hall.who(this, key),
        claims: () => this.claims,
        ...(hall.most === undefined ? {} : { connections: hall.most }),
      },
      hall.draw,
    )
  }

  full(): string[] {
    return [...this.neighbours.values()].flatMap(({ neighbour, claims, role }) =>
      claims === 'light' || role === 'guest' ? [] : [neighbour],
    )
  }
}

export class Hall extends Clockwork {
  readonly pages: Page[] = []
  readonly draw: (below: number) => number
  readonly members = new Map<string, number>()
  readonly delegates = new Set<string>()
  readonly banned = new Set<string>()
  /** Pages that have no ledger yet. */
  readonly blind = new Set<Page>()
  relay = true
  /** How many connections a page may make. */
  most: number | undefined
  hopMs = 30

  constructor(seed: number) {
    super()
    this.now = START
    this.draw = chance(seed)
  }

  who(asker: Page, key: Bytes): Who {
    if (this.blind.has(asker)) return { kind: 'unsaid' }
    const id = toHex(key)
    const number = this.members.get(id)
    if (this.banned.has(id)) return { kind: 'banned' }
    if (number === undefined) return { kind: 'stranger' }
    return { kind: 'member', account: bytesOf(number).slice(0, 20), delegate: this.delegates.has(id) }
  }

  /** A page is opened on the device with this number; by a member's unless said otherwise. */
  enter(number: number, claims: Claims = 'full', member = true, community = CHAIN): Page {
    const load = this.pages.filter(page => page.number === number).length
    const page = new Page(number, load, claims, this, community)
    this.pages.push(page)
    if (member) this.members.set(page.id, number)
    if (claims === 'delegate') this.delegates.add(page.id)
    this.tell(page, { kind: 'self', peer: page.peer })
    this.at(this.now + this.draw(200), () => this.report(page))
    return page
  }

  /** What the relay has to say, if it is there. */
  report(page: Page): void {
    if (!page.open) return
    const addresses = this.relay ? [this.addressOf(page)] : []
    const present = this.relay
      ? this.awake().flatMap(each =>
          each === page ? [] : [{ peer: each.peer, addresses: [this.addressOf(each)] }],
        )
      : []
    const reachable = this.relay ? ['/ip4/10.0.0.1/tcp/9000/ws/p2p/relay'] : []
    this.tell(page, { kind: 'relays', reachable, addresses, present })
  }

  private addressOf(page: Page): string {
    return `/ip4/10.0.0.1/tcp/9000/ws/p2p/relay/p2p-circuit/webrtc/p2p/${page.peer}`
  }

  killRelay(): void {
    this.relay = false
    for (const page of this.awake()) this.report(page)
  }

  awake(): Page[] {
    return this.pages.filter(page => page.open && !page.asleep)
  }

  /** A page is closed, or its tab dies; the others notice after a while. */
  leave(page: Page, noticedMs = 3000): void {
    page.open = false
    for (const [link, { other, there }] of page.links) {
      page.links.delete(link)
      this.at(this.now + this.draw(noticedMs + 1), () => this.closed(other, there))
    }
  }

  /** From one network to another: every link of the old one ends, on both sides, and the page is told what a browser tells. */
  moves(page: Page): void {
    this.tell(page, { kind: 'life', state: 'offline' })
    for (const [link, { other, there }] of [...page.links]) {
      this.closed(page, link)
      this.closed(other, there)
    }
    this.at(this.now + 2000, () => this.tell(page, { kind: 'life', state: 'online' }))
  }

  private closed(page: Page, link: number): void {
    if (page.links.delete(link)) this.tell(page, { kind: 'closed', link })
  }

  tell(page: Page, input: NeighbourhoodInput): void {
    if (!page.open || page.asleep) return
    for (const effect of page.neighbourhood.step(input, this.now)) this.carry(page, effect)
  }

  private carry(page: Page, effect: NeighbourhoodEffect): void {
    switch (effect.kind) {
      case 'links':
        this.handle(page, effect.to)
        return
      case 'joined':
        page.neighbours.set(effect.neighbour, effect)
        return
      case 'left':
        page.neighbours.delete(effect.neighbour)
        page.left.push(effect)
        return
      case 'refused':
        page.refused.push(effect)
        return
      case 'frame':
        page.heard.push(effect)
        return
      case 'sign': {
        page.signatures += 1
        const { token, message } = effect
        this.soon(page, { kind: 'signed', token, signature: stampOf(page.key, message) }, 1)
        return
      }
      case 'verify': {
        page.verified += effect.items.length
        const verdicts = effect.items.map(({ publicKey, message, signature }) =>
          equalBytes(signature, stampOf(publicKey, message)),
        )
        this.soon(page, { kind: 'verified', token: effect.token, verdicts }, 1)
        return
      }
      case 'wake':
        this.at(effect.ms, () => this.tell(page, { kind: 'time' }))
        return
      case 'standing':
        page.standing = effect.standing
    }
  }

  private soon(page: Page, input: NeighbourhoodInput, ms: number): void {
    this.at(this.now + ms, () => this.tell(page, input))
  }

  private find(peer: string): Page | undefined {
    return this.pages.find(page => page.peer === peer && page.open && !page.asleep)
  }

  private handle(page: Page, to: ToLinks): void {
    switch (to.kind) {
      case 'send':
        this.send(page, to.link, to.stream, to.bytes)
        return
      case 'close': {
        const end = page.links.get(to.link)
        page.links.delete(to.link)
        if (end) this.at(this.now + end.hopMs + 5, () => this.closed(end.other, end.there))
        return
      }
      case 'dial': {
        page.dials += 1
        const other = this.find(to.peer)
        const wait = 300 + this.draw(700)
        if (!this.relay || !other) this.soon(page, { kind: 'failed', dial: to.dial, why: 'nobody' }, wait)
        else this.at(this.now + wait, () => this.connect(page, other, { a: to.dial }))
        return
      }
      case 'offer':
        page.dials += 1
        this.signal(page, to.dial, `offer ${page.peer} ${to.dial}`)
        return
      case 'answer':
        this.signal(page, to.dial, `answer ${page.peer} ${to.dial} ${plain.decode(to.body)}`)
        return
      case 'accept': {
        const [, peer, dial] = plain.decode(to.body).split(' ')
        const other = this.find(peer ?? '')
        if (other) this.at(this.now + 150, () => this.connect(page, other, { a: to.dial, b: Number(dial) }))
        else this.soon(page, { kind: 'failed', dial: to.dial, why: 'silence' }, 15_000)
      }
    }
  }

  private signal(page: Page, dial: number, body: string): void {
    this.soon(page, { kind: 'signal', dial, body: text.encode(body) }, 40)
  }

  /** A link between two pages, as their links report it; by hand too, as with a code that one holds up to the other. */
  connect(a: Page, b: Page, dials: { a?: number; b?: number } = {}): void {
    if (!a.open || !b.open || a.asleep || b.asleep) return
    const [here, there] = [a.nextLink++, b.nextLink++]
    const hopMs = this.hopMs + this.draw(10)
    a.links.set(here, { other: b, there, hopMs })
    b.links.set(there, { other: a, there: here, hopMs })
    const opened = (link: number, peer: string, dialled: boolean, dial: number | undefined): FromLinks => ({
      kind: 'opened',
      link,
      peer,
      dialled,
      way: 'direct',
      ...(dial === undefined ? {} : { dial }),
    })
    this.tell(a, opened(here, b.peer, true, dials.a))
    this.tell(b, opened(there, a.peer, false, dials.b))
  }

  send(page: Page, link: number, stream: StreamName, whole: Bytes): void {
    const end = page.links.get(link)
    if (!end) return
    const bytes = page.mangle && isAboutNeighbours(whole) ? page.mangle(whole, end.other) : whole
    if (!bytes) return
    page.sent.frames += 1
    page.sent.bytes += bytes.length
    this.at(this.now + end.hopMs, () => {
      if (end.other.links.has(end.there))
        this.tell(end.other, { kind: 'frame', link: end.there, stream, bytes })
    })
  }

  // What is looked at

  /** The pages that hang together, each component as a list. */
  components(): Page[][] {
    const rest = new Set(this.awake())
    const parts: Page[][] = []
    for (const first of rest) {
      const part = [first]
      rest.delete(first)
      for (const page of part)
        for (const { other } of page.links.values())
          if (page.neighbours.has(other.id) && rest.delete(other)) part.push(other)
      parts.push(part)
    }
    return parts
  }

  /** Full neighbours of a page, without those that two delegates are to each other. */
  degree(page: Page): number {
    const delegate = page.claims === 'delegate'
    return page.full().filter(id => !(delegate && this.delegates.has(id))).length
  }
}
