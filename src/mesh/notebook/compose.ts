// An entry of one's own: the header that belongs to an update, as the log's next.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { clientOf, type Entry, type Header, hashOfEntry, PAGE, signedBytes } from './entry.ts'
import { NOTEBOOK_VERSION } from './limits.ts'
import type { Log } from './log.ts'
import { scanUpdate } from './scan.ts'

export interface Own {
  readonly community: Bytes
  readonly account: Bytes
  readonly log: Log
  /** Devices by their client: all that an update of this author may refer to. */
  readonly devices: ReadonlyMap<number, Bytes>
}

export interface Writing {
  readonly update: Bytes
  readonly whole?: boolean
  readonly until?: number | null
}

export function headerOf(
  { community, account, log, devices }: Own,
  { update, whole = false, until = null }: Writing,
): Header {
  const scanned = scanUpdate(update)
  if (typeof scanned === 'string') throw new Error(`an update of one’s own: ${scanned}`)
  const { tip, device, strand } = log
  const own = clientOf(community, device)
  const clients = new Set([...scanned.refers, ...scanned.deletes.keys()])
  if (strand === PAGE) clients.delete(own)
  const others = [...clients].map(client => {
    const other = devices.get(client)
    if (!other) throw new Error('an update of one’s own refers to a device that nobody knows')
    return other
  })
  const next = tip ? tip.header.clock + tip.header.clocks : 0
  return {
    ...{ version: NOTEBOOK_VERSION, community, account, device, strand },
    place: tip ? tip.header.place + 1 : 0,
    previous: tip?.hash ?? new Uint8Array(32),
    whole,
    clock: whole || strand !== PAGE ? 0 : next,
    clocks: scanned.written?.length ?? 0,
    structs: scanned.structs,
    others: others.sort(compareBytes),
    until,
    bodyHash: sha256(update),
    bodyBytes: update.length,
  }
}

export async function seal(
  header: Header,
  body: Bytes,
  sign: (message: Bytes) => Promise<Bytes>,
): Promise<Entry> {
  const signature = await sign(signedBytes(header))
  return { header, signature, body, hash: hashOfEntry(header, signature) }
}
