// The number that both screens show. Codes may be carried by somebody who puts his own in their place: then each side is
// linked to him, and the two numbers differ. Each side's code promises a secret that it tells only once it is linked, so
// nobody can try codes until the numbers match: whoever is in between has one guess in a million.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, encode, struct } from '../../bytes/codec.ts'
import { sha256 } from '../links/lean/sha256.ts'

const secretTag = struct({ secret: bytes(32) }, 'wattle/pairing/secret/1')
const numberTag = struct(
  { invitation: bytes(32), answer: bytes(32), inviter: bytes(32), answerer: bytes(32) },
  'wattle/pairing/number/1',
)

export const promiseOf = (secret: Bytes): Bytes => sha256(encode(secretTag, { secret }))

/** Whether a secret is the one that was promised. */
export const isPromised = (secret: Bytes, promise: Bytes): boolean => equalBytes(promiseOf(secret), promise)

const DIGITS = 6

/** Of the hashes of both codes and the secrets of both sides. */
export function numberOf(all: {
  readonly invitation: Bytes
  readonly answer: Bytes
  readonly inviter: Bytes
  readonly answerer: Bytes
}): string {
  const hash = sha256(encode(numberTag, all))
  const value = new DataView(hash.buffer, hash.byteOffset).getUint32(0) % 10 ** DIGITS
  return String(value).padStart(DIGITS, '0')
}
