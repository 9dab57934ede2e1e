// Gate: of a million hostile entries of the notebook none is applied, half of them good ones with one thing changed; and the
// good ones that come between them all are. Real signatures, one peer, neighbours of no good faith.
// Usage: node tools/run.mjs tests/gate/notebook.ts [COUNT] [SEED]
import * as Y from 'yjs'
import { type Bytes, concatBytes, equalBytes } from '../../src/bytes/bytes.ts'
import { sha256 } from '../../src/bytes/hash.ts'
import { nameOf32 } from '../../src/bytes/name.ts'
import { signerOf } from '../../src/crypto/keys.ts'
import type { Signer } from '../../src/crypto/signer.ts'
import { pickVerifier, type Verifier } from '../../src/crypto/verify.ts'
import { drawing } from '../../src/market/testing.ts'
import { writeSaid } from '../../src/mesh/notebook/frames.ts'
import {
  clientOf,
  type Entry,
  headerOf,
  Log,
  type Lookup,
  MAX_LOG_ENTRIES,
  Notebook,
  type NotebookInput,
  PAGE,
  REMOVALS,
  seal,
  writeEntry,
} from '../../src/mesh/notebook/index.ts'
import { pageOf, wholeOf } from '../../src/mesh/notebook/page.ts'
import { removalUpdate } from '../../src/mesh/notebook/write.ts'

const COUNT = 1_000_000
const SEED = 1
const HONEST = 12
/** A good entry comes after so many hostile ones. */
const BETWEEN = 10
/** All pages are compared with their authors' own so often. */
const COMPARED = 20_000
const COMMUNITY = sha256(Uint8Array.of(1))
const TIME_MS = 1_700_000_000_000

type Draw = (below: number) => number

/** Somebody who writes, with an own copy of what is written. */
class Author {
  readonly account: Bytes
  readonly signer: Signer
  readonly log: Log
  private readonly doc = new Y.Doc()
  /** What its page says, with all that was taken. */
  page = '[]'
  private update: Bytes = new Uint8Array(0)
  private next: Entry | undefined

  private constructor(account: Bytes, signer: Signer) {
    this.account = account
    this.signer = signer
    this.log = new Log(signer.publicKey, PAGE)
    this.doc.clientID = clientOf(COMMUNITY, signer.publicKey)
    this.doc.on('update', (made: Bytes) => {
      this.update = made
    })
  }

  static async make(number: number): Promise<Author> {
    const seed = sha256(new TextEncoder().encode(`author ${number}`))
    return new Author(sha256(seed).slice(0, 20), await signerOf(seed))
  }

  get own() {
    return { community: COMMUNITY, account: this.account, log: this.log, devices: new Map<number, Bytes>() }
  }

  /** Its next entry, good as it is; made once, until it is taken. */
  async entry(draw: Draw): Promise<Entry> {
    if (this.next) return this.next
    const whole = this.log.usage.entries >= MAX_LOG_ENTRIES - 1
    if (!whole)
      this.doc
        .getMap('notices')
        .set(`n${draw(40)}`, { title: `${draw(1000)}`, text: 'so it stands', atMs: TIME_MS })
    const update = whole ? this.whole() : this.update
    this.next = await this.seal(headerOf(this.own, { update, whole }), update)
    return this.next
  }

  private whole(): Bytes {
    const { account } = this
    const who: Lookup = () => ({ kind: 'known', account, present: true, moderates: false })
    return wholeOf({ community: COMMUNITY, who, logs: [this.log] }, account, this.log)
  }

  seal(header: Entry['header'], body: Bytes | null): Promise<Entry> {
    return seal(header, body as Bytes, message => this.signer.sign(message))
  }

  taken(): void {
    this.log.add([this.next!], true)
    this.next = undefined
    this.page = JSON.stringify(sorted(this.doc))
  }
}

const sorted = (doc: Y.Doc) =>
  Object.entries(doc.getMap('notices').toJSON()).sort(([a], [b]) => (a < b ? -1 : 1))

/** The peer that all of it comes to. */
class Target {
  readonly owners = new Map<string, Bytes>()
  readonly who: Lookup = device => {
    const account = this.owners.get(nameOf32(device))
    return account ? { kind: 'known', account, present: true, moderates: false } : { kind: 'stranger' }
  }
  readonly notebook = new Notebook({ community: COMMUNITY, who: this.who, time: () => TIME_MS })
  readonly codes = new Map<string, number>()
  private readonly verifier: Verifier
  private neighbours = 0
  private linked = false
  private now = 0

  constructor(verifier: Verifier) {
    this.verifier = verifier
  }

  private async step(input: NotebookInput): Promise<void> {
    for (const effect of this.notebook.step(input, this.now++)) {
      if (effect.kind === 'blame') this.linked = false
      if (effect.kind === 'blame' || effect.kind === 'refused')
        this.codes.set(effect.code, (this.codes.get(effect.code) ?? 0) + 1)
      if (effect.kind === 'verify')
        await this.step({
          kind: 'verified',
          token: effect.token,
          verdicts: await this.verifier(effect.items),
        })
    }
  }

  /** A neighbour says that it has more of a log, and gives this for it. */
  async offer(device: Bytes, strand: number, wires: readonly Bytes[]): Promise<void> {
    if (!this.linked) await this.step({ kind: 'joined', neighbour: `${++this.neighbours}` })
    this.linked = true
    const from = `${this.neighbours}`
    const log = this.notebook.log(device, strand)
    const tip = { place: (log.tip?.header.place ?? 0) + 1_000_000, hash: new Uint8Array(32) }
    const head = { device, strand, base: log.base, tip, fork: null }
    await this.step({ kind: 'said', from, bytes: writeSaid({ kind: 'heads', body: { heads: [head] } }) })
    const body = { device, strand, entries: wires }
    await this.step({ kind: 'said', from, bytes: writeSaid({ kind: 'entries', body }) })
  }

  async say(bytes: Bytes): Promise<void> {
    if (!this.linked) await this.step({ kind: 'joined', neighbour: `${++this.neighbours}` })
    this.linked = true
    await this.step({ kind: 'said', from: `${this.neighbours}`, bytes })
  }
}

interface Hostile {
  readonly kind: string
  readonly device: Bytes
  readonly strand: number
  readonly wire: Bytes
}

const random = (draw: Draw, size: number): Bytes => Uint8Array.from({ length: size }, () => draw(256))

/** A good entry with one thing changed, by who carries it: without the author's key. */
function carried(entry: Entry, other: Entry, draw: Draw): Hostile {
  const { device, strand } = entry.header
  const wire = writeEntry(entry)
  const made = (kind: string, bad: Bytes): Hostile => ({ kind, device, strand, wire: bad })
  switch (draw(5)) {
    case 0: {
      const bad = wire.slice()
      bad[draw(bad.length)]! ^= 1 << draw(8)
      return made('a bit', bad)
    }
    case 1:
      return made('the signature of another', writeEntry({ ...entry, signature: other.signature }))
    case 2:
      return made('the end cut off', wire.slice(0, draw(wire.length)))
    case 3: {
      const at = draw(wire.length)
      return made('a byte more', concatBytes(wire.subarray(0, at), random(draw, 1), wire.subarray(at)))
    }
    default: {
      const header = changed(entry.header, draw)
      return made('a field of its header', writeEntry({ ...entry, header }))
    }
  }
}

/** One field of a header is another. */
function changed(header: Entry['header'], draw: Draw): Entry['header'] {
  switch (draw(10)) {
    case 0:
      return { ...header, community: random(draw, 32) }
    case 1:
      return { ...header, account: random(draw, 20) }
    case 2:
      return { ...header, clock: header.clock + 1 + draw(9) }
    case 3:
      return { ...header, clocks: header.clocks + 1 + draw(9) }
    case 4:
      return { ...header, structs: header.structs + 1 + draw(9) }
    case 5:
      return { ...header, others: [random(draw, 32)] }
    case 6:
      return { ...header, bodyHash: random(draw, 32) }
    case 7:
      return { ...header, bodyBytes: header.bodyBytes + 1 + draw(9) }
    case 8:
      // A whole entry stands for all before it, wherever its author puts it.
      if (header.whole) return { ...header, until: TIME_MS }
      return { ...header, place: header.place + 1 + draw(9) }
    default:
      return { ...header, strand: REMOVALS }
  }
}

/** Of a member of no good faith, under its own good signature: a good entry with one thing changed, or a bad body. */
async function signed(bad: Author, victim: Author, draw: Draw): Promise<Hostile> {
  const entry = await bad.entry(draw)
  const made = (kind: string, { header, ...rest }: Entry): Hostile => ({
    ...{ kind, device: header.device, strand: header.strand },
    wire: writeEntry({ header, ...rest }),
  })
  if (draw(2) === 0)
    return made('signed by a member', await bad.seal(changed(entry.header, draw), entry.body))
  const [kind, body] = badBody(bad, victim, draw)
  const header = { ...entry.header, bodyHash: sha256(body), bodyBytes: body.length }
  return made(kind, await bad.seal(header, body))
}

function badBody(bad: Author, victim: Author, draw: Draw): readonly [string, Bytes] {
  const own = clientOf(COMMUNITY, bad.signer.publicKey)
  const other = clientOf(COMMUNITY, victim.signer.publicKey)
  const doc = new Y.Doc()
  doc.clientID = draw(2) === 0 ? own : other
  switch (draw(7)) {
    case 0:
      return ['deletes another’s', removalUpdate(new Map([[other, [{ clock: 0, length: 1 + draw(50) }]]]))]
    case 1:
      // Two of them: one, of its own client, might be a good beginning.
      doc.getMap('notices').set('n1', 'under another client, or at clocks that are taken')
      doc.getMap('notices').set('n2', 'again')
      return ['another client', Y.encodeStateAsUpdate(doc)]
    case 2:
      doc.getText('notices').insert(0, 'a text')
      return ['another type', Y.encodeStateAsUpdate(doc)]
    case 3:
      doc.getMap('ledger').set('n1', 1)
      return ['another root', Y.encodeStateAsUpdate(doc)]
    case 4:
      doc.getMap('notices').set('n1', new Y.Map())
      return ['a type within', Y.encodeStateAsUpdate(doc)]
    case 5:
      return ['any bytes', random(draw, 2 + draw(200))]
    default:
      return ['huge lengths', Uint8Array.of(1, 255, 255, 255, 255, 15, ...random(draw, 20))]
  }
}

/** Gives the number of failures. */
export async function run(count: number, report: (line: string) => void, seed = SEED): Promise<number> {
  const draw: Draw = drawing(seed)
  const target = new Target(await pickVerifier())
  const honest = await Promise.all(Array.from({ length: HONEST }, (_, i) => Author.make(i)))
  let bad = await Author.make(HONEST)
  let members = HONEST + 1
  const join = ({ account, signer }: Author) => target.owners.set(nameOf32(signer.publicKey), account)
  for (const author of [...honest, bad]) join(author)
  const kinds = new Map<string, number>()
  let [failures, good, altered] = [0, 0, 0]
  const fail = (why: string) => {
    failures += 1
    if (failures <= 5) report(`notebook: ${why}, seed ${seed}`)
  }
  /** What is here of an author is what it wrote. */
  const stands = ({ log }: Author): boolean => {
    const here = target.notebook.log(log.device, PAGE)
    if (here.fork || here.entries.length !== log.entries.length) return false
    return !here.tip || equalBytes(here.tip.hash, log.tip!.hash)
  }
  for (let i = 0; i < count; i++) {
    const author = honest[draw(HONEST)]!
    let hostile: Hostile
    if (i % 2 === 0) {
      altered += 1
      hostile = carried(await author.entry(draw), await honest[draw(HONEST)]!.entry(draw), draw)
      // With its own signature it is good as it is.
      if (equalBytes(hostile.wire, writeEntry(await author.entry(draw)))) hostile = anyBytes(author, draw)
    } else if (draw(4) > 0) hostile = await signed(bad, author, draw)
    else hostile = anyBytes(author, draw)
    kinds.set(hostile.kind, (kinds.get(hostile.kind) ?? 0) + 1)
    if (draw(50) === 0) await target.say(hostile.wire)
    await target.offer(hostile.device, hostile.strand, [hostile.wire])
    if (!stands(author)) fail(`${hostile.kind} changed an honest author’s log`)
    const here = target.notebook.log(bad.signer.publicKey, PAGE)
    if (here.fork) {
      // It has signed two things at one place, and is frozen: another takes its part.
      bad = await Author.make(members++)
      join(bad)
    } else if (!stands(bad)) fail(`${hostile.kind} of its author was applied`)
    if (i % BETWEEN === BETWEEN - 1) {
      for (const each of [author, bad]) {
        await target.offer(each.signer.publicKey, PAGE, [writeEntry(await each.entry(draw))])
        each.taken()
        good += 1
        if (!stands(each)) fail('a good entry was not applied')
      }
    }
    if (i % COMPARED === COMPARED - 1 || i === count - 1)
      for (const each of honest) {
        const logs = [target.notebook.log(each.signer.publicKey, PAGE)]
        const page = pageOf({ community: COMMUNITY, who: target.who, logs }, each.account)
        if (JSON.stringify(sorted(page)) !== each.page) fail('a page is not what its author wrote')
      }
  }
  const most = (all: Map<string, number>) =>
    [...all]
      .sort(([, a], [, b]) => b - a)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')
  report(
    `notebook: ${count} hostile entries, ${altered} of them good ones with one thing changed: ${failures} failures`,
  )
  report(`notebook: ${good} good entries between them, all applied where there is no failure`)
  report(`notebook: they were: ${most(kinds)}`)
  report(`notebook: refused as: ${most(target.codes)}`)
  return failures
}

const anyBytes = ({ signer }: Author, draw: Draw): Hostile => ({
  ...{ kind: 'any bytes', device: signer.publicKey, strand: PAGE },
  wire: random(draw, 2 + draw(600)),
})

if (process.argv[1]?.endsWith('notebook.ts')) {
  const [count = COUNT, seed = SEED] = process.argv.slice(2).map(Number)
  process.exitCode = (await run(count, console.log, seed)) === 0 ? 0 : 1
}
