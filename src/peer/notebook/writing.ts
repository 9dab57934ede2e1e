// What this device's holder writes: one entry after the other, each on the disk for good before anybody hears of it.
// A device that lost what it had written would write something else at the same place, and freeze itself.
import type * as Y from 'yjs'
import { type Bytes, equalBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import {
  MAX_NAME_LENGTH,
  MAX_TITLE_LENGTH,
  MAX_WORDS_LENGTH,
  messageIn,
} from '../../mesh/notebook/content.ts'
import {
  type Code,
  clientOf,
  ENTRY_BYTES,
  headerOf,
  type Keep,
  type Log,
  MAX_BODY_BYTES,
  MAX_LOG_BYTES,
  MAX_LOG_ENTRIES,
  MAX_LOG_STRUCTS,
  MAX_PICTURE_BYTES,
  MAX_WHOLE_BYTES,
  type Notebook,
  type NotebookInput,
  PAGE,
  REMOVALS,
  scanUpdate,
  seal,
  type Writing as Update,
  type Who,
} from '../../mesh/notebook/index.ts'
import type { Source } from '../../mesh/notebook/page.ts'
import type { Around } from './around.ts'
import { NotKept } from './shelf.ts'
import type { Writing, Written } from './sight.ts'

interface DeskAround {
  readonly around: Pick<Around, 'community' | 'device' | 'platform' | 'unixMs'>
  readonly notebook: Notebook
  /** What the ledger says of this device by now. */
  own(): Promise<Who>
  source(): Source
  /** On the disk for good; throws where it is not, and from then on. */
  keep(keeps: readonly Keep[]): Promise<void>
  /** Whether this device wrote more into a log than its disk gave back: the next place may be taken. */
  hasLost(log: Log): boolean
  step(input: NotebookInput): void
}

/** Compacted beyond so much of the quota. */
const COMPACT_AT = 0.75
/** Up to so much of it any page can be compacted. */
const FULL_AT = 0.5
/** Of a page that is compacted, so that there is room for as many changes again. */
const MOST_STRUCTS = MAX_LOG_STRUCTS / 2
/** Neighbours may know what this device has forgotten: so long they are waited for. */
const PATIENCE_MS = 3000
const LOOK_MS = 100

/** How much of its quota a log takes, from 0 to 1. */
export function usedBy({ usage: { entries, bytes, structs } }: Log): number {
  return Math.max(entries / MAX_LOG_ENTRIES, bytes / MAX_LOG_BYTES, structs / MAX_LOG_STRUCTS)
}

const yjs = () => import('../../mesh/notebook/page.ts')
type Pages = Awaited<ReturnType<typeof yjs>>
type Change = (doc: Y.Doc) => void

export class Desk {
  private readonly my: DeskAround
  private last: Promise<unknown> = Promise.resolve()

  constructor(my: DeskAround) {
    this.my = my
  }

  /** One after the other, in the order in which they were asked for. */
  write(writing: Writing): Promise<Written> {
    const next = this.last.then(() => this.now(writing))
    this.last = next.catch(() => {})
    return next
  }

  private async now(writing: Writing): Promise<Written> {
    try {
      return await this.written(writing)
    } catch (error) {
      if (error instanceof NotKept) return { ok: false, code: 'peer/not-kept' }
      throw error
    }
  }

  private async written(writing: Writing): Promise<Written> {
    const { around } = this.my
    const own = await this.patiently(async () => {
      const said = await this.my.own()
      return said.kind === 'known' ? said : undefined
    })
    if (!own?.present) return { ok: false, code: 'peer/no-account' }
    const pages = await yjs()
    if (writing.kind === 'remove') return this.remove(pages, own.account, writing)
    const id = idOf(writing) ?? toHex(around.platform.random(8))
    const until = writing.kind === 'message' ? (writing.untilMs ?? null) : null
    if (until !== null && until <= around.unixMs()) return { ok: false, code: 'notebook/update' }
    const change = changeOf(writing, id, around.unixMs())
    if (!change) return { ok: false, code: 'notebook/schema' }
    const isLess = writing.kind === 'delete' || (writing.kind === 'picture' && !writing.picture)
    const code = await this.put(pages, own.account, change, until, isLess)
    return code ? { ok: false, code } : { ok: true, id }
  }

  private async patiently<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T | undefined> {
    const { platform } = this.my.around
    for (let waited = 0; ; waited += LOOK_MS) {
      const found = await look()
      if (found !== undefined || waited >= PATIENCE_MS) return found
      await new Promise<void>(done => void platform.after(LOOK_MS, done))
    }
  }

  private async put(
    pages: Pages,
    account: Bytes,
    change: Change,
    until: number | null,
    isLess: boolean,
  ): Promise<Code | undefined> {
    const { notebook, around, source } = this.my
    const log = () => notebook.log(around.device.publicKey, PAGE)
    await this.patiently(() => (notebook.mayBeBehind(log().name) ? undefined : true))
    if (log().fork) return 'notebook/forked'
    if (usedBy(log()) >= COMPACT_AT) await this.compact(pages, account)
    const update = pages.updateOf(source(), account, log(), change)
    if (!update) return undefined
    // A page that could not be compacted any more could not be made smaller either: so far nobody writes.
    if (!isLess && usedBy(log()) >= FULL_AT && !this.fits(pages, account, change)) return 'notebook/quota'
    const code = await this.enter(account, log(), { update, until })
    // No place for even that is left in the log; in one that is written anew there is.
    return code === 'notebook/quota' && until === null ? this.compact(pages, account, change) : code
  }

  /** Whether the page is one that can be compacted after a change, with what has an end of life beside it. */
  private fits(pages: Pages, account: Bytes, change: Change): boolean {
    const log = this.my.notebook.log(this.my.around.device.publicKey, PAGE)
    const update = pages.wholeOf(this.my.source(), account, log, change)
    const scanned = scanUpdate(update)
    if (typeof scanned === 'string' || scanned.structs > MOST_STRUCTS) return false
    let bytes = update.length
    for (const [, value] of this.passing(pages, account, change))
      bytes += ENTRY_BYTES + 3 * JSON.stringify(value).length
    return bytes <= MAX_WHOLE_BYTES
  }

  /** Messages of this device with an end of life that has not come, as they are after a change. */
  private passing(pages: Pages, account: Bytes, change: Change): [string, unknown, number][] {
    const { around, source } = this.my
    const client = clientOf(around.community, around.device.publicKey)
    const doc = pages.pageOf(source(), account)
    doc.clientID = client
    doc.transact(() => change(doc))
    const passing: [string, unknown, number][] = []
    for (const [id, value] of doc.getMap('messages').entries()) {
      const untilMs = messageIn(value)?.untilMs
      if (pages.itemAt(doc, 'messages', id)?.client !== client || !untilMs) continue
      if (untilMs > around.unixMs()) passing.push([id, value, untilMs])
    }
    doc.destroy()
    return passing
  }

  /** One entry for all before it, and for one change more. What has an end of life is written once more, to keep it. */
  private async compact(pages: Pages, account: Bytes, change: Change = () => {}): Promise<Code | undefined> {
    const { notebook, around, source } = this.my
    const log = () => notebook.log(around.device.publicKey, PAGE)
    const passing = this.passing(pages, account, change)
    const update = pages.wholeOf(source(), account, log(), change)
    const code = await this.enter(account, log(), { update, whole: true })
    if (code) return code
    for (const [id, value, until] of passing) {
      const again = pages.updateOf(source(), account, log(), each => each.getMap('messages').set(id, value))
      if (again) await this.enter(account, log(), { update: again, until })
    }
    return undefined
  }

  private async remove(
    pages: Pages,
    account: Bytes,
    { account: of, root, id }: Extract<Writing, { kind: 'remove' }>,
  ): Promise<Written> {
    const { notebook, around, source } = this.my
    const doc = pages.pageOf(source(), fromHex(of) ?? new Uint8Array(0))
    const item = pages.itemAt(doc, root, id)
    if (!item) return { ok: true, id }
    const update = pages.removalOf(item)
    const log = notebook.log(around.device.publicKey, REMOVALS)
    const code = await this.enter(account, log, { update })
    return code ? { ok: false, code } : { ok: true, id }
  }

  private async enter(account: Bytes, log: Log, writing: Update): Promise<Code | undefined> {
    const { around, notebook, source } = this.my
    const { community, device } = around
    // What it wrote there once may have been told: two entries at one place would freeze it for ever.
    if (this.my.hasLost(log)) return 'notebook/gap'
    // What no neighbour would take is not written: too much in one entry, or a page too full to be compacted.
    const scanned = scanUpdate(writing.update)
    if (typeof scanned === 'string') return scanned
    if (writing.update.length > (writing.whole ? MAX_WHOLE_BYTES : MAX_BODY_BYTES)) return 'notebook/quota'
    const devices = new Map<number, Bytes>()
    for (const each of source().logs) devices.set(clientOf(community, each.device), each.device)
    const header = headerOf({ community, account, log, devices }, writing)
    const entry = await seal(header, writing.update, message => device.sign(message))
    const code = notebook.judge(entry)
    if (code) return code
    await this.my.keep([{ kind: 'entries', log: log.name, entries: [entry] }])
    // Neighbours may have brought another meanwhile; then this one was told to nobody.
    const { tip } = notebook.log(device.publicKey, log.strand)
    if (tip ? !equalBytes(tip.hash, header.previous) : header.place !== 0 && !header.whole)
      return 'notebook/gap'
    this.my.step({ kind: 'own', entry })
    return undefined
  }
}

function idOf(writing: Writing): string | undefined {
  if (writing.kind === 'notice' || writing.kind === 'delete') return writing.id
  if (writing.kind === 'piece') return writing.piece.id
  return writing.kind === 'name' || writing.kind === 'picture' ? writing.kind : undefined
}

const fits = (text: string, most: number) => text.length <= most

/** What it does to one's page; undefined where it does not fit. */
function changeOf(writing: Writing, id: string, atMs: number): Change | undefined {
  if (!/^[a-z0-9-]{1,32}$/.test(id)) return undefined
  const set = (root: string, value: unknown) => (doc: Y.Doc) => void doc.getMap(root).set(id, value)
  switch (writing.kind) {
    case 'name':
      return fits(writing.name, MAX_NAME_LENGTH) ? set('self', writing.name.trim()) : undefined
    case 'picture': {
      const { picture } = writing
      if (!picture) return doc => doc.getMap('self').delete(id)
      return picture.length <= MAX_PICTURE_BYTES ? set('self', picture) : undefined
    }
    case 'notice': {
      const { title, text } = writing
      if (!fits(title, MAX_TITLE_LENGTH) || !fits(text, MAX_WORDS_LENGTH)) return undefined
      return set('notices', { title, text, atMs })
    }
    case 'message': {
      const { to, text, draft, untilMs } = writing
      const value = { to, text, atMs, ...(draft && { draft }), ...(untilMs !== undefined && { untilMs }) }
      return messageIn(value) ? set('messages', value) : undefined
    }
    case 'piece': {
      const { id: _, ...piece } = writing.piece
      return set('sketch', piece)
    }
    case 'delete':
      return doc => doc.getMap(writing.root).delete(id)
    default:
      return undefined
  }
}
