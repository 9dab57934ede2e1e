// What a page says: the document of one account, made of its devices' logs. It is made anew whenever one of them has
// changed, always in the same order, from what counts and nothing else; so whoever holds the same logs reads the same.
import * as Y from 'yjs'
import type { Bytes } from '../../bytes/bytes.ts'
import { clientOf, type Entry, PAGE, REMOVALS } from './entry.ts'
import type { Lookup } from './judge.ts'
import { MAX_CLOCK } from './limits.ts'
import type { Log } from './log.ts'
import { type Range, scanUpdate } from './scan.ts'
import { shrink } from './shrink.ts'
import { fillUpdate, removalUpdate } from './write.ts'

export interface Source {
  readonly community: Bytes
  readonly who: Lookup
  /** In whatever order. */
  readonly logs: readonly Log[]
}

interface Leaf {
  readonly client: number
  readonly log: Log
}

/** The logs of one account's page, by their client. */
function leavesOf({ community, who, logs }: Source, account: Bytes): Leaf[] {
  const leaves: Leaf[] = []
  for (const log of logs) {
    const owner = log.strand === PAGE ? who(log.device) : undefined
    if (owner?.kind !== 'known' || !same(owner.account, account)) continue
    leaves.push({ client: clientOf(community, log.device), log })
  }
  return leaves.sort((a, b) => a.client - b.client)
}

const same = (a: Bytes, b: Bytes) => a.length === b.length && a.every((byte, i) => byte === b[i])

/** Everything that counts. */
export function pageOf(source: Source, account: Bytes): Y.Doc {
  const leaves = leavesOf(source, account)
  const doc = bare(leaves, () => true)
  const gone = removed(source, new Set(leaves.map(({ client }) => client)))
  // Of a device that was revoked, or of who has left, nothing is shown; what others of the account wrote in its place is.
  for (const { client, log } of leaves) {
    const owner = source.who(log.device)
    if (owner.kind !== 'known' || !owner.present) gone.set(client, [{ clock: 0, length: MAX_CLOCK }])
  }
  if (gone.size > 0) Y.applyUpdate(doc, removalUpdate(gone))
  return doc
}

/** The logs' content, as far as it is wanted, and nothing that others removed. */
function bare(leaves: readonly Leaf[], isWanted: (entry: Entry) => boolean): Y.Doc {
  const updates: Bytes[] = []
  for (const { client, log } of leaves) {
    for (const entry of log.entries) {
      const { clock, clocks } = entry.header
      // What is gone is filled, so that what its author wrote later still has its place.
      if (entry.body && isWanted(entry)) updates.push(entry.body)
      else if (clocks > 0) updates.push(fillUpdate(client, clock, clocks))
    }
    const end = clockOf(log)
    if (log.fork) updates.push(fillUpdate(client, end, MAX_CLOCK - end))
  }
  const doc = new Y.Doc()
  // All at once: what refers to something further on waits for it within one step.
  if (updates.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(updates))
  return doc
}

/** Where a log's next struct goes. */
export function clockOf(log: Log): number {
  const header = log.tip?.header
  return header ? header.clock + header.clocks : 0
}

/** What moderators have taken away of these clients. */
function removed({ who, logs }: Source, clients: ReadonlySet<number>): Map<number, readonly Range[]> {
  const gone = new Map<number, readonly Range[]>()
  for (const log of logs) {
    if (log.strand !== REMOVALS) continue
    const author = who(log.device)
    if (author.kind !== 'known' || !author.moderates) continue
    for (const { body } of log.entries) {
      const scanned = body && scanUpdate(body)
      if (!scanned || typeof scanned === 'string') continue
      for (const [client, ranges] of scanned.deletes)
        if (clients.has(client)) gone.set(client, [...(gone.get(client) ?? []), ...ranges])
    }
  }
  return gone
}

/** Where a value of a map stands, so that it can be removed. */
export function itemAt(doc: Y.Doc, root: string, key: string): { client: number; clock: number } | undefined {
  const item = doc.getMap(root)._map.get(key)
  return item && !item.deleted ? { client: item.id.client, clock: item.id.clock } : undefined
}

/** An update of one device's own: what `change` does to the page as it is. Undefined where it changes nothing. */
export function updateOf(
  source: Source,
  account: Bytes,
  own: Log,
  change: (doc: Y.Doc) => void,
): Bytes | undefined {
  const doc = pageOf(source, account)
  doc.clientID = clientOf(source.community, own.device)
  let made: Bytes | undefined
  doc.on('update', (update: Bytes) => {
    made = update
  })
  doc.transact(() => change(doc))
  doc.destroy()
  return made
}

/** What stands for all that a device has written so far, but for what has an end of life; and for one change more. */
export function wholeOf(
  source: Source,
  account: Bytes,
  own: Log,
  change: (doc: Y.Doc) => void = () => {},
): Bytes {
  const leaves = leavesOf(source, account)
  const doc = bare(leaves, ({ header }) => header.until === null)
  const client = clientOf(source.community, own.device)
  doc.clientID = client
  doc.transact(() => change(doc))
  shrink(doc, client)
  const others = new Map<number, number>()
  for (const [each, structs] of doc.store.clients) {
    const last = structs.at(-1)!
    others.set(each, each === client ? 0 : last.id.clock + last.length)
  }
  return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(others))
}

/** What takes one value away. */
export const removalOf = ({ client, clock }: { client: number; clock: number }): Bytes =>
  removalUpdate(new Map([[client, [{ clock, length: 1 }]]]))
