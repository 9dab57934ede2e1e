// An entry of a log: a header that its device signs, and a body that the header has the hash of. A body may go, at the
// end of its life or once the author has compacted; the header stays, so that the chain of hashes does.
import { type Bytes, compareBytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import {
  ascending,
  bool,
  bytes,
  encode,
  FormError,
  integer,
  type Of,
  optional,
  Reader,
  struct,
  u32,
  uint,
} from '../../bytes/codec.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { MAX_CLOCK, MAX_LOG_STRUCTS, MAX_OTHERS, MAX_WHOLE_BYTES, NOTEBOOK_VERSION } from './limits.ts'

/** A device's own page, or what its holder removes from others' pages. */
export const STRANDS = ['page', 'removals'] as const
export type Strand = 0 | 1
export const PAGE = 0
export const REMOVALS = 1

export const headerCodec = struct(
  {
    version: integer(1, 0xff),
    /** The genesis hash: it outlives every era. */
    community: bytes(32),
    account: bytes(20),
    device: bytes(32),
    strand: integer(PAGE, REMOVALS),
    place: u32,
    /** The hash of the entry before; zeros at the first place. */
    previous: bytes(32),
    /** It stands for all before it in its log. */
    whole: bool,
    /** The clocks of its device's client that its structs take: from the first on, so many. */
    clock: integer(0, MAX_CLOCK),
    clocks: integer(0, MAX_CLOCK),
    /** How many structs they are. */
    structs: integer(0, MAX_LOG_STRUCTS),
    /** The devices, besides its own, whose content it refers to or deletes. */
    others: ascending(bytes(32), MAX_OTHERS, compareBytes),
    /** The end of its life, in milliseconds since 1970; null where it has none. */
    until: optional(uint),
    bodyHash: bytes(32),
    bodyBytes: integer(2, MAX_WHOLE_BYTES),
  },
  'notebook',
)
export type Header = Of<typeof headerCodec>

export const sealedCodec = struct({ header: headerCodec, signature: bytes(64) })
export type Sealed = Of<typeof sealedCodec>

const signatureCodec = bytes(64)
/** Null where it has reached the end of its life. */
const bodyCodec = optional(bytes(2, MAX_WHOLE_BYTES))
export const entryCodec = struct({ header: headerCodec, signature: signatureCodec, body: bodyCodec })
const ARRAY = 4

export interface Entry extends Sealed {
  readonly hash: Hash
  readonly body: Bytes | null
}

/** One log: a device and a strand of it. */
export type LogName = string
export const logName = (device: Bytes, strand: number): LogName => `${strand}${nameOf32(device)}`
export const logOf = ({ device, strand }: Header): LogName => logName(device, strand)

export const signedBytes = (header: Header): Bytes => encode(headerCodec, header)

/** Of the header with its signature: what follows vouches for that, too. */
export const hashOfEntry = (header: Header, signature: Bytes): Hash =>
  hashOfSigned(signedBytes(header), signature)
const hashOfSigned = (signed: Bytes, signature: Bytes): Hash => sha256(concatBytes(ENTRY, signed, signature))
const ENTRY = new TextEncoder().encode('notebook entry')

/** An entry as it travels and is kept; its version in front, which stays there in every version. */
export const writeEntry = (entry: Pick<Entry, 'header' | 'signature' | 'body'>): Bytes =>
  concatBytes(Uint8Array.of(entry.header.version), encode(entryCodec, entry))

const MOST_HEADER_BYTES = 1024
export const MAX_ENTRY_BYTES = MAX_WHOLE_BYTES + MOST_HEADER_BYTES

/** Never throws. `notebook/body` where the body is not the header's. */
export function readEntry(wire: Bytes): Entry | 'notebook/form' | 'notebook/version' | 'notebook/body' {
  if (wire.length < 2 || wire.length > MAX_ENTRY_BYTES) return 'notebook/form'
  if (wire[0] === 0) return 'notebook/form'
  if (wire[0] !== NOTEBOOK_VERSION) return 'notebook/version'
  try {
    const reader = new Reader(wire)
    reader.at = 1
    reader.bounded(ARRAY, 3, 3)
    const start = reader.at
    const header = headerCodec.read(reader)
    // What is read has one form: these are the bytes that were signed.
    const signed = wire.subarray(start, reader.at)
    const signature = signatureCodec.read(reader)
    const body = bodyCodec.read(reader)
    if (reader.at !== wire.length || header.version !== NOTEBOOK_VERSION) return 'notebook/form'
    if (body && (body.length !== header.bodyBytes || !equalBytes(sha256(body), header.bodyHash)))
      return 'notebook/body'
    return { header, signature, body, hash: hashOfSigned(signed, signature) }
  } catch (error) {
    if (error instanceof FormError) return 'notebook/form'
    throw error
  }
}

export const sealedOf = ({ header, signature }: Sealed): Sealed => ({ header, signature })

/** Whether two sealed headers of one log cannot both be an honest author's; and from which place on it is forked. */
export function forkOf(a: Sealed, b: Sealed): number | undefined {
  const [low, high] = a.header.place <= b.header.place ? [a, b] : [b, a]
  if (logOf(low.header) !== logOf(high.header)) return undefined
  const hash = hashOfEntry(low.header, low.signature)
  if (low.header.place === high.header.place)
    return equalBytes(hash, hashOfEntry(high.header, high.signature)) ? undefined : low.header.place
  if (low.header.place + 1 !== high.header.place) return undefined
  return equalBytes(hash, high.header.previous) ? undefined : low.header.place
}

/** The client id under which a device writes in the documents of a community: nobody chooses one. */
export function clientOf(community: Bytes, device: Bytes): number {
  const hash = sha256(concatBytes(CLIENT, community, device))
  let client = 0
  for (let i = 0; i < CLIENT_BYTES; i++) client = client * 256 + hash[i]!
  return client
}
const CLIENT = new TextEncoder().encode('notebook client')
/** What a number holds exactly, and lib0 writes. */
const CLIENT_BYTES = 6
