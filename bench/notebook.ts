// The notebook: how long a peer that has been away takes to merge what two hundred authors wrote.
import * as Y from 'yjs'
import type { Bytes } from '../src/bytes/bytes.ts'
import { sha256 } from '../src/bytes/hash.ts'
import { nameOf32 } from '../src/bytes/name.ts'
import { type Signer, signerOf } from '../src/crypto/keys.ts'
import { pickVerifier, type Signed, type Verifier } from '../src/crypto/verify.ts'
import {
  clientOf,
  headerOf,
  Log,
  type Lookup,
  Notebook,
  type NotebookInput,
  PAGE,
  seal,
} from '../src/mesh/notebook/index.ts'
import { pageOf } from '../src/mesh/notebook/page.ts'
import { median, type Report, round, timed } from './figures.ts'

const AUTHORS = 200
const ENTRIES = 50
const ROUNDS = 5
const COMMUNITY = sha256(Uint8Array.of(1))
const TIME_MS = 1_700_000_000_000

interface Author {
  readonly account: Bytes
  readonly signer: Signer
  readonly log: Log
}

/** An author who has written so many notices, one an entry, a quarter of them in the place of an older one. */
async function makeAuthor(number: number): Promise<Author> {
  const signer = await signerOf(sha256(Uint8Array.of(2, number)))
  const account = sha256(Uint8Array.of(3, number)).slice(0, 20)
  const log = new Log(signer.publicKey, PAGE)
  const doc = new Y.Doc()
  doc.clientID = clientOf(COMMUNITY, signer.publicKey)
  let update: Bytes | undefined
  doc.on('update', (made: Bytes) => {
    update = made
  })
  for (let i = 0; i < ENTRIES; i++) {
    const value = {
      title: `Notice ${i}`,
      text: `What author ${number} wrote as number ${i}.`,
      atMs: TIME_MS + i,
    }
    doc.getMap('notices').set(`n${i % 4 === 3 ? i - 1 : i}`, value)
    const header = headerOf({ community: COMMUNITY, account, log, devices: new Map() }, { update: update! })
    log.add([await seal(header, update!, message => signer.sign(message))], true)
  }
  return { account, signer, log }
}

export async function notebook(report: Report): Promise<void> {
  const verifier = await pickVerifier()
  const authors = await Promise.all(Array.from({ length: AUTHORS }, (_, i) => makeAuthor(i)))
  const rounds: Awaited<ReturnType<typeof merge>>[] = []
  for (let i = 0; i < ROUNDS; i++) rounds.push(await merge(authors, verifier))
  const bare = await timed(() => verifier(authors.flatMap(({ log }) => log.entries.map(signedOf))))
  const all = AUTHORS * ENTRIES
  report({
    figure: `notebook: ${AUTHORS} authors × ${ENTRIES} entries merged into an empty one`,
    value: round(median(rounds.map(({ shown }) => shown)) / 1000),
    unit: 's',
    atMost: 1,
    note: `median of ${ROUNDS}; from the link of two peers in one process, both sides’ work, until all ${AUTHORS} pages are read from Yjs with all they hold; every update decoded and judged, every hash checked, and a signature an author verified, which vouches by the hashes for those before it; ${round(median(rounds.map(({ worked }) => worked)) / 1000)} s of processor time`,
  })
  report({
    figure: 'notebook: until the last of all signatures was verified, after which all is written and told on',
    value: round(median(rounds.map(({ proven }) => proven)) / 1000),
    unit: 's',
    note: `${rounds[0]!.signatures} signatures; ${all} alone take ${round(bare / 1000)} s`,
  })
}

const signedOf = ({ header, signature }: Log['entries'][number]): Signed => ({
  publicKey: header.device,
  message: header.bodyHash,
  signature,
})

/** Two peers and nothing between them but their frames. */
async function merge(authors: readonly Author[], verifier: Verifier) {
  const accounts = new Map(authors.map(({ signer, account }) => [nameOf32(signer.publicKey), account]))
  const who: Lookup = device => {
    const account = accounts.get(nameOf32(device))
    return account ? { kind: 'known', account, present: true, moderates: false } : { kind: 'stranger' }
  }
  const make = () => new Notebook({ community: COMMUNITY, who, time: () => TIME_MS })
  const [full, empty] = [make(), make()]
  for (const { log } of authors) {
    const copy = new Log(log.device, PAGE)
    copy.add(log.entries, true)
    full.load(copy)
  }
  let signatures = 0
  let [shown, proven, worked] = [0, 0, 0]
  const before = process.cpuUsage()
  const start = performance.now()
  const now = () => Math.floor(performance.now())
  let done: () => void = () => {}
  const finished = new Promise<void>(resolve => {
    done = resolve
  })
  const step = (notebook: Notebook, input: NotebookInput) => {
    const other = notebook === full ? empty : full
    for (const effect of notebook.step(input, now())) {
      if (effect.kind === 'say')
        setImmediate(() => {
          step(notebook, { kind: 'drained', neighbour: 'other' })
          step(other, { kind: 'said', from: 'other', bytes: effect.bytes })
        })
      else if (effect.kind === 'verify') {
        signatures += effect.items.length
        void verifier(effect.items).then(verdicts =>
          step(notebook, { kind: 'verified', token: effect.token, verdicts }),
        )
      }
    }
    if (notebook === full) return
    const logs = [...empty.logs.values()]
    if (shown === 0 && logs.length === AUTHORS && logs.every(({ entries }) => entries.length === ENTRIES)) {
      const byAccount = new Map(logs.map(log => [nameOf20(accounts.get(nameOf32(log.device))!), [log]]))
      for (const { account } of authors) {
        const page = pageOf({ community: COMMUNITY, who, logs: byAccount.get(nameOf20(account))! }, account)
        if (page.getMap('notices').size < ENTRIES / 2) throw new Error('a page lacks something')
      }
      shown = performance.now() - start
      const { user, system } = process.cpuUsage(before)
      worked = (user + system) / 1000
    }
    if (shown > 0 && logs.every(log => log.proven === ENTRIES)) {
      proven = performance.now() - start
      done()
    }
  }
  for (const each of [full, empty]) step(each, { kind: 'joined', neighbour: 'other' })
  await finished
  return { shown, proven, worked, signatures }
}

const nameOf20 = (account: Bytes): string => String.fromCharCode(...account)
