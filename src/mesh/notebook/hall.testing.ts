// Some notebooks in one process, linked as a test says, with a ledger that a test writes. Signatures are a stand-in that
// costs one hash: whoever knows a device's key can make it, and what was changed does not fit it.
import * as Y from 'yjs'
import { type Bytes, concatBytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Code } from './codes.ts'
import { headerOf, type Writing } from './compose.ts'
import type { Keep, NotebookEffect, NotebookInput } from './effect.ts'
import {
  clientOf,
  type Entry,
  type Header,
  hashOfEntry,
  type LogName,
  PAGE,
  REMOVALS,
  signedBytes,
} from './entry.ts'
import type { Who } from './judge.ts'
import type { Log } from './log.ts'
import { Notebook } from './notebook.ts'
import { itemAt, pageOf, updateOf, wholeOf } from './page.ts'
import { removalUpdate } from './write.ts'

export const COMMUNITY = sha256(Uint8Array.of(7))

const SIGN = new TextEncoder().encode('a stand-in signature, for tests only')
export function signNow(device: Bytes, message: Bytes): Bytes {
  const half = sha256(concatBytes(SIGN, device, message))
  return concatBytes(half, sha256(half))
}
export const isSigned = ({ publicKey, message, signature }: Signed): boolean =>
  equalBytes(signature, signNow(publicKey, message))

export const bytesOf = (kind: number, number: number, size: number): Bytes =>
  sha256(Uint8Array.of(kind, number >> 8, number & 0xff)).slice(0, size)
/** The device of an account by its number. */
export const deviceOf = (account: number, device = 0): Bytes => bytesOf(1 + device, account, 32)
export const accountOf = (account: number): Bytes => bytesOf(0, account, 20)

/** What every peer of a hall believes; nobody is revoked or moderates at first. */
export class Ledger {
  private readonly devices = new Map<string, Bytes>()
  readonly revoked = new Set<string>()
  readonly moderators = new Set<string>()

  constructor(accounts: number, devices: number) {
    for (let account = 0; account < accounts; account++)
      for (let device = 0; device < devices; device++)
        this.devices.set(toHex(deviceOf(account, device)), accountOf(account))
  }

  who = (device: Bytes): Who => {
    const key = toHex(device)
    const account = this.devices.get(key)
    if (!account) return { kind: 'stranger' }
    const present = !this.revoked.has(key)
    return { kind: 'known', account, present, moderates: present && this.moderators.has(toHex(account)) }
  }

  get all(): readonly Bytes[] {
    return [...this.devices.keys()].map(key =>
      Uint8Array.from(key.match(/../g)!, two => Number.parseInt(two, 16)),
    )
  }
}

export function sealNow(header: Header, body: Bytes | null): Entry {
  const signature = signNow(header.device, signedBytes(header))
  return { header, signature, body, hash: hashOfEntry(header, signature) }
}

export class Host {
  readonly name: string
  readonly notebook: Notebook
  readonly blamed: string[] = []
  readonly refused: Code[] = []
  /** What its disk holds. */
  readonly kept = new Map<LogName, Map<number, Entry>>()
  private readonly hall: Hall

  constructor(hall: Hall, name: string) {
    this.hall = hall
    this.name = name
    this.notebook = new Notebook({
      ...{ community: COMMUNITY, who: hall.ledger.who },
      time: () => hall.timeMs,
    })
  }

  get source() {
    return { community: COMMUNITY, who: this.hall.ledger.who, logs: [...this.notebook.logs.values()] }
  }

  step(input: NotebookInput): void {
    for (const effect of this.notebook.step(input, this.hall.timeMs)) this.carry(effect)
  }

  private carry(effect: NotebookEffect): void {
    const { hall } = this
    if (effect.kind === 'say') hall.send(this.name, effect.to, effect.bytes)
    else if (effect.kind === 'verify') {
      const { token } = effect
      hall.later(this.name, () =>
        this.step({ kind: 'verified', token, verdicts: effect.items.map(isSigned) }),
      )
    } else if (effect.kind === 'blame') this.blamed.push(effect.code)
    else if (effect.kind === 'refused') this.refused.push(effect.code)
    else if (effect.kind === 'keep') for (const keep of effect.keeps) this.keep(keep)
  }

  private keep(keep: Keep): void {
    const places = this.kept.get(keep.log) ?? new Map<number, Entry>()
    this.kept.set(keep.log, places)
    if (keep.kind === 'entries') for (const entry of keep.entries) places.set(entry.header.place, entry)
    else if (keep.kind !== 'fork')
      for (const place of [...places.keys()])
        if (keep.kind === 'before' ? place < keep.place : place >= keep.place) places.delete(place)
  }

  // Writing

  /** The entry that a device would write here, with whatever is to be different about it. */
  entry(
    account: number,
    device: number,
    writing: Writing,
    strand = PAGE,
    other: Partial<Header> = {},
  ): Entry {
    const log = this.notebook.log(deviceOf(account, device), strand)
    const devices = new Map(this.hall.ledger.all.map(each => [clientOf(COMMUNITY, each), each]))
    const own = { community: COMMUNITY, account: accountOf(account), log, devices }
    return sealNow({ ...headerOf(own, writing), ...other }, writing.update)
  }

  put(entry: Entry): Code | undefined {
    const code = this.notebook.judge(entry)
    if (!code) {
      this.keep({
        kind: 'entries',
        log: this.notebook.log(entry.header.device, entry.header.strand).name,
        entries: [entry],
      })
      this.step({ kind: 'own', entry })
    }
    return code
  }

  update(account: number, device: number, change: (doc: Y.Doc) => void): Bytes | undefined {
    const log = this.notebook.log(deviceOf(account, device), PAGE)
    return updateOf(this.source, accountOf(account), log, change)
  }

  write(
    account: number,
    device: number,
    change: (doc: Y.Doc) => void,
    until: number | null = null,
  ): Code | undefined {
    if (this.notebook.log(deviceOf(account, device), PAGE).fork) return 'notebook/forked'
    const update = this.update(account, device, change)
    return update && this.put(this.entry(account, device, { update, until }))
  }

  compact(account: number, device: number): Code | undefined {
    const log: Log = this.notebook.log(deviceOf(account, device), PAGE)
    if (!log.tip || log.fork) return undefined
    const update = wholeOf(this.source, accountOf(account), log)
    return this.put(this.entry(account, device, { update, whole: true }))
  }

  /** Takes away what stands under a key of somebody's page. */
  remove(by: number, account: number, root: string, key: string): Code | undefined {
    const item = itemAt(this.page(account), root, key)
    if (!item) return undefined
    const update = removalUpdate(new Map([[item.client, [{ clock: item.clock, length: 1 }]]]))
    return this.put(this.entry(by, 0, { update }, REMOVALS))
  }

  page(account: number): Y.Doc {
    return pageOf(this.source, accountOf(account))
  }

  /** All that it holds and shows, as one text. */
  state(accounts: number): string {
    const heads = [...this.notebook.logs.values()]
      .filter(({ strand, fork, entries, device }) => {
        const who = this.hall.ledger.who(device)
        return (fork || entries.length > 0) && (strand === PAGE || (who.kind === 'known' && who.moderates))
      })
      .map(({ head: { device, strand, base, tip, fork } }) =>
        [toHex(device), strand, base, tip && toHex(tip.hash), fork].join(' '),
      )
      .sort()
    const pages = Array.from({ length: accounts }, (_, account) => {
      const doc = this.page(account)
      return `${JSON.stringify(shown(doc))} ${toHex(Y.encodeStateAsUpdate(doc))}`
    })
    return [...heads, ...pages].join('\n')
  }
}

export const shown = (doc: Y.Doc) =>
  ['self', 'notices', 'messages', 'sketch'].map(root => [
    root,
    Object.entries(doc.getMap(root).toJSON()).sort(byKey),
  ])
const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0)

/** Hosts, and links between those that are not apart. Each link keeps its order; which link is next, chance says. */
export class Hall {
  timeMs = 1_000_000
  readonly ledger: Ledger
  readonly hosts = new Map<string, Host>()
  private readonly draw: (below: number) => number
  /** Links by their ends, with what is on its way. */
  private readonly links = new Map<string, (() => void)[]>()

  constructor(ledger: Ledger, names: readonly string[], draw: (below: number) => number) {
    this.ledger = ledger
    this.draw = draw
    for (const name of names) this.hosts.set(name, new Host(this, name))
  }

  host(name: string): Host {
    return this.hosts.get(name)!
  }

  link(a: string, b: string): void {
    if (this.links.has(`${a}>${b}`)) return
    this.links.set(`${a}>${b}`, [])
    this.links.set(`${b}>${a}`, [])
    this.host(a).step({ kind: 'joined', neighbour: b })
    this.host(b).step({ kind: 'joined', neighbour: a })
  }

  part(a: string, b: string): void {
    this.links.delete(`${a}>${b}`)
    this.links.delete(`${b}>${a}`)
    this.host(a).step({ kind: 'left', neighbour: b })
    this.host(b).step({ kind: 'left', neighbour: a })
  }

  send(from: string, to: string, bytes: Bytes): void {
    this.links.get(`${from}>${to}`)?.push(() => {
      this.host(from).step({ kind: 'drained', neighbour: to })
      this.host(to).step({ kind: 'said', from, bytes })
    })
  }

  /** What a host has verified comes to it as if over a link of its own. */
  later(name: string, then: () => void): void {
    const own = this.links.get(name) ?? []
    this.links.set(name, own)
    own.push(then)
  }

  /** Until nothing is on its way any more, and nothing is due. */
  settle(rounds = 12): void {
    for (let round = 0; round < rounds; round++) {
      for (;;) {
        const busy = [...this.links.values()].filter(({ length }) => length > 0)
        if (busy.length === 0) break
        busy[this.draw(busy.length)]!.shift()!()
      }
      this.timeMs += 10_000
      for (const host of this.hosts.values()) host.step({ kind: 'time' })
    }
  }
}
