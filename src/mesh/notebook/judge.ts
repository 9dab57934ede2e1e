// Whether an entry may follow in its log. What is asked here hangs on the entry, on what stands before it since the log
// was last compacted, and on what the ledger says for ever; never on who came first. So all peers judge alike.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Code } from './codes.ts'
import { clientOf, type Entry, PAGE, REMOVALS } from './entry.ts'
import {
  ENTRY_BYTES,
  MAX_BODY_BYTES,
  MAX_LOG_BYTES,
  MAX_LOG_ENTRIES,
  MAX_LOG_STRUCTS,
  MAX_WHOLE_BYTES,
} from './limits.ts'
import { type Scanned, scanUpdate } from './scan.ts'

/** What the ledger says of a device. */
export type Who =
  | {
      readonly kind: 'known'
      readonly account: Bytes
      /** It is among the account's devices now, and the account belongs to the community. */
      readonly present: boolean
      /** The account has a role that may take away what others wrote. */
      readonly moderates: boolean
    }
  /** It is no account's device. */
  | { readonly kind: 'stranger' }
  /** Nobody knows yet. */
  | { readonly kind: 'unsaid' }

export type Lookup = (device: Bytes) => Who

/** What a log takes up, from its last compaction on. */
export interface Sums {
  readonly entries: number
  readonly bytes: number
  readonly structs: number
}

export const NOTHING: Sums = { entries: 0, bytes: 0, structs: 0 }

export function added({ entries, bytes, structs }: Sums, { header }: Entry): Sums {
  const own = { entries: 1, bytes: ENTRY_BYTES + header.bodyBytes, structs: header.structs }
  if (header.whole) return own
  return { entries: entries + 1, bytes: bytes + own.bytes, structs: structs + own.structs }
}

export const isOver = ({ entries, bytes, structs }: Sums): boolean =>
  entries > MAX_LOG_ENTRIES || bytes > MAX_LOG_BYTES || structs > MAX_LOG_STRUCTS

export interface Community {
  readonly hash: Bytes
  readonly who: Lookup
  /** The end of life of an entry is judged by it: milliseconds since 1970. */
  readonly timeMs: number
}

/** The code with which an entry is refused by itself; undefined where it may stand. Its signature is another matter. */
export function judgeAlone(entry: Entry, community: Community): Code | undefined {
  const { header } = entry
  if (!equalBytes(header.community, community.hash)) return 'notebook/community'
  const author = judgeAuthor(entry, community.who)
  if (author) return author
  if (header.whole && (header.clock !== 0 || header.until !== null)) return 'notebook/clock'
  if (header.bodyBytes > (header.whole ? MAX_WHOLE_BYTES : MAX_BODY_BYTES)) return 'notebook/quota'
  if (header.strand === REMOVALS && (header.clock !== 0 || header.clocks !== 0 || header.until !== null))
    return 'notebook/clock'
  if (entry.body) return judgeBody(entry, entry.body, community)
  // Gone at the end of its life, and not before.
  return header.until !== null && header.until <= community.timeMs ? undefined : 'notebook/missing'
}

function judgeAuthor({ header }: Entry, who: Lookup): Code | undefined {
  const author = who(header.device)
  if (author.kind !== 'known') return 'notebook/stranger'
  if (!equalBytes(author.account, header.account)) return 'notebook/author'
  if (header.strand === REMOVALS && !author.moderates) return 'notebook/role'
  for (const device of header.others) {
    const other = who(device)
    if (other.kind !== 'known') return 'notebook/stranger'
    // A page is an account's: what is said there of others' devices can only be a deletion or a pretence.
    if (header.strand === PAGE && !equalBytes(other.account, header.account)) return 'notebook/deletion'
  }
  return undefined
}

function judgeBody({ header }: Entry, body: Bytes, { hash }: Community): Code | undefined {
  const scanned = scanUpdate(body)
  if (typeof scanned === 'string') return scanned
  const own = clientOf(hash, header.device)
  const others = new Set(header.others.map(device => clientOf(hash, device)))
  const { written, refers, deletes } = scanned
  if (written && written.client !== own) return 'notebook/client'
  for (const client of refers) if (!others.has(client)) return 'notebook/client'
  for (const client of deletes.keys())
    if (!others.has(client) && (client !== own || header.strand === REMOVALS)) return 'notebook/deletion'
  if (header.strand === REMOVALS && written) return 'notebook/client'
  if (scanned.structs !== header.structs) return 'notebook/update'
  return judgeClocks(header, own, scanned)
}

function judgeClocks(header: Entry['header'], own: number, { written, deletes }: Scanned): Code | undefined {
  if ((written?.length ?? 0) !== header.clocks) return 'notebook/clock'
  if (written && written.clock !== header.clock) return 'notebook/clock'
  const end = header.clock + header.clocks
  for (const { clock, length } of deletes.get(own) ?? []) if (clock + length > end) return 'notebook/clock'
  // With its end of life a deletion would be undone.
  return header.until !== null && deletes.size > 0 ? 'notebook/update' : undefined
}

/** The same where it follows on another; `previous` is undefined at the very beginning. */
export function judgeNext(previous: Entry | undefined, sums: Sums, entry: Entry): Code | undefined {
  const { header } = entry
  if (previous) {
    if (header.place !== previous.header.place + 1) return 'notebook/gap'
    if (!equalBytes(header.previous, previous.hash)) return 'notebook/previous'
    const next = previous.header.clock + previous.header.clocks
    if (!header.whole && header.clock !== next) return 'notebook/clock'
  } else if (!header.whole) {
    if (header.place !== 0) return 'notebook/gap'
    if (header.previous.some(byte => byte !== 0)) return 'notebook/previous'
    if (header.clock !== 0) return 'notebook/clock'
  }
  return isOver(added(sums, entry)) ? 'notebook/quota' : undefined
}
