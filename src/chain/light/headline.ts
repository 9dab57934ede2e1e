// Headlines: what of a block reaches those who do not execute it. The header, its producer's signature and the
// certificate that it carries, without the transactions.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, optional, struct, tryDecode } from '../../bytes/codec.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { type Block, HEADER_FORMAT, type Header, headerCodec, headerHash } from '../block.ts'
import { type Certificate, certificateCodec, certificateHash } from '../consensus/votes.ts'

/** The longest certificate, of two full sets, fits three times. */
export const MAX_CERTIFICATE_BYTES = 1 << 16
export const MAX_HEADLINE_BYTES = MAX_CERTIFICATE_BYTES + 1024

const headlineCodec = struct({
  header: headerCodec,
  certificate: optional(bytes(0, MAX_CERTIFICATE_BYTES)),
  signature: bytes(64),
})

/** Hashes are worked out once for every headline that was read, and kept with it as names. */
export interface Headline {
  readonly header: Header
  readonly hash: Hash
  /** The producer's, over the hash. */
  readonly signature: Bytes
  /** What it carries; null where it carries none, or begins an era with a recovery. */
  readonly certificate: Certificate | null
  readonly name: string
  readonly parent: string
  readonly source: string
  readonly active: string
}

/** The headline of a block that was checked before it was let in. */
export function headlineOf({ header, hash, certificate, signature }: Omit<Block, 'transactions'>): Headline {
  const read = certificate === null ? undefined : tryDecode(certificateCodec, certificate)
  return headline(header, hash, read && 'value' in read ? read.value : null, signature)
}

function headline(header: Header, hash: Hash, certificate: Certificate | null, signature: Bytes): Headline {
  return {
    ...{ header, hash, signature, certificate },
    name: nameOf32(hash),
    parent: nameOf32(header.parent),
    source: nameOf32(header.justify.source),
    active: nameOf32(header.active),
  }
}

const written = new WeakMap<Headline, Bytes>()

/** Written once, however many ask for it. */
export function writeHeadline(line: Headline): Bytes {
  let wire = written.get(line)
  if (!wire) {
    const { header, certificate, signature } = line
    const carried = certificate && encode(certificateCodec, certificate)
    wire = encode(headlineCodec, { header, certificate: carried, signature })
    written.set(line, wire)
  }
  return wire
}

/** The headline that these bytes are, or undefined: they are none, or what it carries is not what its header names. */
export function readHeadline(wire: Bytes): Headline | undefined {
  if (wire.length > MAX_HEADLINE_BYTES) return undefined
  const read = tryDecode(headlineCodec, wire)
  if ('error' in read || read.value.header.format !== HEADER_FORMAT) return undefined
  const { header, certificate, signature } = read.value
  if (certificate === null) return headline(header, headerHash(header), null, signature)
  const carried = tryDecode(certificateCodec, certificate)
  if ('error' in carried || !isNamed(header, carried.value)) return undefined
  return headline(header, headerHash(header), carried.value, signature)
}

/** Whether this is the certificate that a header's justify names. */
function isNamed({ justify }: Header, certificate: Certificate): boolean {
  return (
    certificate.view === justify.view &&
    equalBytes(certificate.block, justify.source) &&
    equalBytes(certificateHash(certificate), justify.certificate)
  )
}
