// The notebook of a running peer: the pure machine on real time, signatures and a disk, and what screens see of it.
// It is loaded with the first of it that comes, or when a screen shows it; Yjs with the first page that is read.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import {
  type Keep,
  type Log,
  type LogName,
  Notebook,
  type NotebookEffect,
  type NotebookInput,
  REMOVALS,
} from '../../mesh/notebook/index.ts'
import type { Source } from '../../mesh/notebook/page.ts'
import type { Durability } from '../storage/disk.ts'
import type { OtherFormat } from '../storage/formats.ts'
import type { Around } from './around.ts'
import { type Read, readPage } from './reading.ts'
import { NotKept, Shelf } from './shelf.ts'
import type { NameSight, NotebookSight, Writing, Written } from './sight.ts'
import { Whose } from './whose.ts'
import { Desk, usedBy } from './writing.ts'

/** Pages are read anew so much after something of them has changed. */
const READ_MS = 250
/** Where a link says nothing of what waits on it, what was sent is taken for gone after so long. */
const DRAINED_MS = 10

export class RunningNotebook {
  private readonly around: Around
  private readonly shelf: Shelf
  private readonly notebook: Notebook
  private readonly whose: Whose
  private readonly desk: Desk
  private readonly unsent = new Map<string, number>()
  private readonly pages = new Map<string, Read>()
  private readonly dirty = new Set<string>()
  private allDirty = true
  private reading = false
  private closed = false
  private untaken: { [code: string]: number } = {}

  private constructor(around: Around, shelf: Shelf, logs: readonly Log[]) {
    this.around = around
    this.shelf = shelf
    this.whose = new Whose(around.read, () => this.relearn())
    this.notebook = new Notebook({
      community: around.community,
      who: this.whose.who,
      time: () => around.unixMs(),
    })
    for (const log of logs) this.notebook.load(log)
    this.desk = new Desk({
      ...{ around, notebook: this.notebook, source: () => this.source },
      own: () => this.whose.lately(around.device.publicKey),
      keep: keeps => this.keep(keeps, 'strict'),
      hasLost: log => this.shelf.hasLost(log),
      step: input => this.step(input),
    })
    // So that all devices are asked for at once.
    for (const { device } of [...logs, { device: around.device.publicKey }]) this.whose.who(device)
  }

  static async open(around: Around): Promise<RunningNotebook | OtherFormat> {
    const shelf = await Shelf.open(around.disk)
    if ('refused' in shelf) return shelf
    return new RunningNotebook(around, shelf, await shelf.logs())
  }

  private get source(): Source {
    const { community } = this.around
    return { community, who: this.whose.who, logs: [...this.notebook.logs.values()] }
  }

  private step(input: NotebookInput): void {
    if (this.closed) return
    for (const effect of this.notebook.step(input, this.around.platform.steady())) this.carry(effect)
  }

  private carry(effect: NotebookEffect): void {
    const { around } = this
    switch (effect.kind) {
      case 'say':
        this.say(effect.to, effect.bytes)
        return
      case 'verify': {
        const { token } = effect
        around.verify(effect.items, verdicts => this.step({ kind: 'verified', token, verdicts }))
        return
      }
      case 'keep':
        // What the disk does not take comes again from neighbours.
        this.keep(effect.keeps).catch(() => {})
        return
      case 'changed':
        for (const log of effect.logs) this.spoil(log)
        this.readSoon()
        return
      case 'blame':
        around.blame(effect.neighbour, effect.code)
        return
      case 'refused':
        this.untaken = { ...this.untaken, [effect.code]: (this.untaken[effect.code] ?? 0) + 1 }
        around.changed()
        return
      case 'wake':
        around.platform.after(effect.ms - around.platform.steady(), () => this.step({ kind: 'time' }))
    }
  }

  private async keep(keeps: readonly Keep[], durability?: Durability): Promise<void> {
    const before = this.shelf.isBroken
    try {
      await this.shelf.keep(keeps, durability)
    } catch (error) {
      if (!before) this.around.changed()
      throw error instanceof NotKept ? error : new NotKept()
    }
  }

  private say(to: string, bytes: Bytes): void {
    const { around } = this
    around.send(to, bytes)
    around.platform.after(DRAINED_MS, () => {
      if ((this.unsent.get(to) ?? 0) === 0) this.step({ kind: 'drained', neighbour: to })
    })
  }

  // What it is told

  joined(neighbour: string): void {
    this.step({ kind: 'joined', neighbour })
  }

  left(neighbour: string): void {
    this.unsent.delete(neighbour)
    this.step({ kind: 'left', neighbour })
  }

  hear(from: string, bytes: Bytes): void {
    this.step({ kind: 'said', from, bytes })
  }

  drained(neighbour: string, unsent: number): void {
    this.unsent.set(neighbour, unsent)
    if (unsent === 0) this.step({ kind: 'drained', neighbour })
  }

  /** Once a slot. */
  time(): void {
    void this.whose.again(this.around.platform.steady(), this.around.isLight())
    this.step({ kind: 'time' })
  }

  async close(): Promise<void> {
    this.closed = true
    await this.shelf.flush()
  }

  // What it shows

  private relearn(): void {
    this.allDirty = true
    this.step({ kind: 'ledger' })
    this.readSoon()
  }

  private spoil(name: LogName): void {
    const log = this.notebook.logs.get(name)
    const who = log && this.whose.who(log.device)
    // What a removal takes away may be anybody's.
    if (!log || log.strand === REMOVALS || who?.kind !== 'known') this.allDirty = true
    else this.dirty.add(toHex(who.account))
  }

  /** Reads what has changed, where somebody looks. */
  readSoon(): void {
    if (this.reading || !this.around.isWatched()) return
    this.reading = true
    this.around.platform.after(READ_MS, () => void this.read())
  }

  private async read(): Promise<void> {
    const { pageOf } = await import('../../mesh/notebook/page.ts')
    this.reading = false
    const accounts = new Map<string, Bytes>()
    for (const { device } of this.notebook.logs.values()) {
      const who = this.whose.who(device)
      if (who.kind === 'known') accounts.set(toHex(who.account), who.account)
    }
    for (const [name, account] of accounts) {
      if (!this.allDirty && !this.dirty.has(name)) continue
      const logs = this.source.logs.filter(log => this.isOf(log, name))
      const doc = pageOf(this.source, account)
      this.pages.set(name, readPage(name, doc, logs))
      doc.destroy()
    }
    this.allDirty = false
    this.dirty.clear()
    this.around.changed()
  }

  private isOf({ device }: Log, account: string): boolean {
    const who = this.whose.who(device)
    return who.kind === 'known' && toHex(who.account) === account
  }

  sight(): NotebookSight {
    const own = this.whose.who(this.around.device.publicKey)
    const account = own.kind === 'known' ? toHex(own.account) : null
    const log = this.notebook.log(this.around.device.publicKey, 0)
    const pages = [...this.pages.values()]
    const messages = pages
      .flatMap(page => page.messages)
      .filter(({ from, to }) => from === account || to === account)
      .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1))
    let entries = 0
    for (const each of this.notebook.logs.values()) entries += each.entries.length
    return {
      pages: pages.map(({ page }) => page),
      ...{ messages, own: account, entries, refused: this.untaken },
      moderates: own.kind === 'known' && own.moderates,
      frozen: log.fork !== undefined,
      used: usedBy(log),
      isKept: !this.shelf.isBroken,
    }
  }

  names(): readonly NameSight[] {
    const names: NameSight[] = []
    for (const { page } of this.pages.values())
      if (page.name !== '') names.push({ account: page.account, name: page.name })
    return names
  }

  write(writing: Writing): Promise<Written> {
    return this.desk.write(writing)
  }
}
