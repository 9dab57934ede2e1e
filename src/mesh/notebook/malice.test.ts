// Entries of every kind of malice, each with a good signature of whoever makes it unless it says otherwise: each has a
// code of its own, nothing of it is applied, and the good entry that comes after it is.
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { CODES, type Code } from './codes.ts'
import { clientOf, type Entry, type Header, PAGE, REMOVALS, writeEntry } from './entry.ts'
import { writeSaid } from './frames.ts'
import { accountOf, COMMUNITY, deviceOf, Hall, type Host, Ledger, sealNow, shown } from './hall.testing.ts'
import { MAX_LOG_ENTRIES } from './limits.ts'
import { removalUpdate } from './write.ts'

let hall: Hall
let author: Host
let reader: Host

beforeEach(() => {
  hall = new Hall(new Ledger(3, 2), ['author', 'reader'], () => 0)
  author = hall.host('author')
  reader = hall.host('reader')
  author.write(0, 0, doc => doc.getMap('notices').set('a', 'first'))
  author.write(1, 0, doc => doc.getMap('notices').set('a', 'of somebody else'))
  hall.link('author', 'reader')
  hall.settle()
  hall.part('author', 'reader')
})

/** A neighbour of no good faith that says it has an entry, and gives these bytes when asked. */
let liars = 0
function offer(entry: Pick<Entry, 'header'>, wire: Bytes): readonly Code[] {
  const liar = `liar ${liars++}`
  const { device, strand, place } = entry.header
  const before = reader.refused.length
  const head = {
    device,
    strand,
    base: place,
    tip: { place: place + 1_000_000, hash: new Uint8Array(32) },
    fork: null,
  }
  reader.step({ kind: 'joined', neighbour: liar })
  reader.step({ kind: 'said', from: liar, bytes: writeSaid({ kind: 'heads', body: { heads: [head] } }) })
  const body = { device, strand, entries: [wire] }
  reader.step({ kind: 'said', from: liar, bytes: writeSaid({ kind: 'entries', body }) })
  hall.settle(1)
  reader.step({ kind: 'left', neighbour: liar })
  return reader.refused.slice(before)
}

const update = (change: (doc: Y.Doc) => void = doc => doc.getMap('notices').set('b', 'second')) =>
  author.update(0, 0, change)!
const good = (other: Partial<Header> = {}, body = update()): Entry =>
  author.entry(0, 0, { update: body }, PAGE, other)
const client = (account: number, device = 0) => clientOf(COMMUNITY, deviceOf(account, device))
const deleting = (account: number, device = 0) =>
  removalUpdate(new Map([[client(account, device), [{ clock: 0, length: 1 }]]]))
/** What another client than its own would write. */
function under(id: number): Bytes {
  const doc = new Y.Doc()
  doc.clientID = id
  doc.getMap('notices').set('b', 'second')
  return Y.encodeStateAsUpdate(doc)
}
/** The same header over other bytes. */
const over = (body: Bytes, other: Partial<Header> = {}): Entry => {
  const { header } = good(other)
  return sealNow({ ...header, bodyHash: sha256(body), bodyBytes: body.length }, body)
}

const wrong = (entry: Entry, at: 'signature' | 'body'): Bytes => {
  const bytes = entry[at]!.slice()
  bytes[9]! ^= 1
  return writeEntry({ ...entry, [at]: bytes })
}

const CASES: readonly (readonly [string, Code, () => readonly [Pick<Entry, 'header'>, Bytes]])[] = [
  ['cut short', 'notebook/form', () => whole(good(), wire => wire.slice(0, -3))],
  ['with something left over', 'notebook/form', () => whole(good(), wire => Uint8Array.of(...wire, 0))],
  [
    'of a future version',
    'notebook/version',
    () => whole(good(), wire => Uint8Array.of(2, ...wire.slice(1))),
  ],
  ['of another community', 'notebook/community', () => plain(good({ community: new Uint8Array(32) }))],
  ['with another signature', 'notebook/signature', () => [good(), wrong(good(), 'signature')]],
  [
    'forged in the name of another',
    'notebook/signature',
    () => {
      // Made by one who has a key of its own, and none of the author's.
      const { header, body } = good()
      const own = sealNow({ ...header, device: deviceOf(2) }, body)
      return plain({ ...own, header })
    },
  ],
  [
    'of a device that nobody knows',
    'notebook/stranger',
    () => plain(author.entry(9, 0, { update: removalUpdate(new Map()) })),
  ],
  ['that says it is another account’s', 'notebook/author', () => plain(good({ account: accountOf(1) }))],
  ['with another hash before it', 'notebook/previous', () => plain(good({ previous: new Uint8Array(32) }))],
  ['after a gap', 'notebook/gap', () => plain(good({ place: 5 }))],
  ['with another body', 'notebook/body', () => [good(), wrong(good(), 'body')]],
  ['without its body', 'notebook/missing', () => whole({ ...good(), body: null })],
  ['that is no update', 'notebook/update', () => plain(over(Uint8Array.of(1, 2, 3)))],
  ['with structs it does not count', 'notebook/update', () => plain(good({ structs: 2 }))],
  [
    'under a client that nobody certified',
    'notebook/client',
    () => plain(over(under(99), { clocks: 1, structs: 1 })),
  ],
  [
    'under the client of another author',
    'notebook/client',
    () => plain(over(under(client(1)), { clocks: 1, structs: 1 })),
  ],
  [
    'at clocks that are taken',
    'notebook/clock',
    () => plain(over(under(client(0)), { clock: 1, clocks: 1, structs: 1 })),
  ],
  ['of more clocks than it says', 'notebook/clock', () => plain(good({ clocks: 2 }))],
  ['that skips clocks', 'notebook/clock', () => plain(good({ clock: 4 }))],
  [
    'that deletes another’s content',
    'notebook/deletion',
    () => plain(over(deleting(1), { clocks: 0, structs: 0 })),
  ],
  [
    'that says whose content it deletes',
    'notebook/deletion',
    () => plain(over(deleting(1), { clocks: 0, structs: 0, others: [deviceOf(1)] })),
  ],
  [
    'that removes without the role',
    'notebook/role',
    () => plain(author.entry(0, 0, { update: deleting(1) }, REMOVALS)),
  ],
  ['in a place of no meaning', 'notebook/schema', () => plain(over(textUpdate(), { clocks: 1, structs: 1 }))],
  [
    'larger than one may be',
    'notebook/quota',
    () => plain(over(new Uint8Array(40_000), { clocks: 0, structs: 0 })),
  ],
  [
    'at a place that is taken',
    'notebook/forked',
    () => {
      const entry = author.entry(0, 0, { update: update() })
      return plain(sealNow({ ...entry.header, place: 0, previous: new Uint8Array(32), clock: 0 }, entry.body))
    },
  ],
]

function textUpdate(): Bytes {
  const doc = new Y.Doc()
  doc.clientID = client(0)
  doc.getText('notices').insert(0, 'x')
  return Y.encodeStateAsUpdate(doc)
}

const whole = (entry: Entry, change = (wire: Bytes) => wire): readonly [Entry, Bytes] => [
  entry,
  change(writeEntry(entry)),
]
const plain = (entry: Entry): readonly [Entry, Bytes] => whole(entry)

const pages = () => [0, 1, 2].map(account => shown(reader.page(account)))

describe('an entry', () => {
  for (const [name, code, make] of CASES)
    it(`${name}: ${code}`, () => {
      const before = pages()
      const freezes = code === 'notebook/forked' || code === 'notebook/previous'
      const next = good()
      const [entry, wire] = make()
      const codes = offer(entry, wire)
      // What can only be refused is not asked for.
      if (code === 'notebook/stranger' || code === 'notebook/role') {
        expect(codes).toEqual([])
        expect(reader.notebook.judge(entry as Entry)).toBe(code)
      } else expect(codes).toContain(code)
      // Two at one place, or of one past, are a proof against their author, whose entries count no more from there on.
      if (freezes) {
        expect(reader.notebook.log(deviceOf(0), PAGE).fork?.place).toBe(0)
        expect(pages()[1]).toEqual(before[1])
        expect(reader.notebook.judge(next)).toBe('notebook/forked')
        return
      }
      expect(pages()).toEqual(before)
      expect(reader.notebook.log(deviceOf(0), PAGE).entries).toHaveLength(1)
      expect(offer(...plain(next))).toEqual([])
      expect(JSON.stringify(pages()[0])).toContain('second')
    })

  it('has a case here for each code', () => {
    expect([...new Set(CASES.map(([, code]) => code))].sort()).toEqual([...CODES].sort())
  })

  it('beyond the quota is refused, until the author compacts', () => {
    const set = (i: number) => author.write(0, 0, doc => doc.getMap('notices').set('a', `again ${i}`))
    let count = 1
    while (count < MAX_LOG_ENTRIES) expect(set(count++)).toBeUndefined()
    expect(set(count)).toBe('notebook/quota')
    expect(author.compact(0, 0)).toBeUndefined()
    expect(set(count)).toBeUndefined()
    hall.link('author', 'reader')
    hall.settle(40)
    expect(reader.state(3)).toBe(author.state(3))
    expect(reader.notebook.log(deviceOf(0), PAGE).entries).toHaveLength(2)
  }, 30_000)
})

describe('a removal', () => {
  it('counts as long as who made it has the role', () => {
    hall.ledger.moderators.add(toHex(accountOf(2)))
    hall.link('author', 'reader')
    hall.settle()
    expect(reader.remove(2, 1, 'notices', 'a')).toBeUndefined()
    hall.settle()
    expect(JSON.stringify(shown(author.page(1)))).not.toContain('somebody else')
    hall.ledger.moderators.clear()
    expect(JSON.stringify(shown(author.page(1)))).toContain('somebody else')
    expect(reader.state(3)).toBe(author.state(3))
  })
})

describe('an entry with an end of life', () => {
  it('is shown until then, and after that its words are nowhere', () => {
    hall.link('author', 'reader')
    author.write(0, 0, doc => doc.getMap('messages').set('m', 'for a while'), hall.timeMs + 60_000)
    author.write(0, 0, doc => doc.getMap('notices').set('b', 'for good'))
    hall.settle(2)
    expect(JSON.stringify(shown(reader.page(0)))).toContain('for a while')
    hall.settle(8)
    for (const host of [author, reader]) {
      expect(JSON.stringify(shown(host.page(0)))).not.toContain('for a while')
      expect(JSON.stringify(shown(host.page(0)))).toContain('for good')
      const log = host.notebook.log(deviceOf(0), PAGE)
      expect([...host.kept.get(log.name)!.values()].map(({ body }) => body === null)).toEqual([
        false,
        true,
        false,
      ])
    }
  })
})
