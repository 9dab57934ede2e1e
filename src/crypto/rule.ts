// The one signature rule, the part of it that is read off the bytes. An Ed25519 signature R, S by the key A over
// the message M is valid when
//   1. A is 32 bytes and the signature 64;
//   2. S < L;
//   3. A and R are canonical: y < p, and no sign bit where x = 0;
//   4. neither is of small order (their discrete logarithm is known to everybody);
//   5. [S]B = R + [k]A, exactly and without the cofactor, where k = SHA-512(R, A, M) mod L.
// Here stand 1 to 4 but for "is on the curve at all"; every back-end does that and 5 for itself.
//
// Why native back-ends keep to the rule behind this check: OpenSSL and BoringSSL (both of ref10's line) decode A,
// compute R' = [S]B + [k](-A) with k reduced mod L, and compare the canonical encoding of R' with the bytes of R.
// That is 5 to the letter, torsion included; it refuses an R that is not canonical or off the curve, because no R'
// encodes to it. Where they are laxer, they are so by reading y >= p or a sign bit at x = 0 in A and by admitting
// small orders, and that has been refused here. Back-ends of another make prove themselves first (native.ts).
import type { Bytes } from '../bytes/bytes.ts'
import type { Signed } from './signed.ts'

export const KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

// L = 2^252 + 27742317777372353535851937790883648493, the order of the base point, little-endian.
const ORDER = Uint8Array.of(
  ...[0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10],
)

// The y of the eight points of small order. At the first two x = 0, so that refusing them under both signs also
// refuses every sign bit at x = 0.
const SMALL_ORDER_Y = [
  line(0x01, 0x00, 0x00), // order 1
  line(0xec, 0xff, 0x7f), // order 2
  line(0x00, 0x00, 0x00), // order 4
  Uint8Array.of(
    ...[0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f],
    ...[0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
  ), // order 8
  Uint8Array.of(
    ...[0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0],
    ...[0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
  ), // order 8
]

function line(first: number, between: number, last: number): Bytes {
  const bytes = new Uint8Array(KEY_BYTES).fill(between)
  bytes[0] = first
  bytes[KEY_BYTES - 1] = last
  return bytes
}

/** Whether the bytes alone leave it open that the signature is valid. Refuses any length and anything but bytes. */
export function passesByteCheck({ publicKey, message, signature }: Signed): boolean {
  return (
    isBytes(publicKey) &&
    isBytes(message) &&
    isBytes(signature) &&
    publicKey.length === KEY_BYTES &&
    signature.length === SIGNATURE_BYTES &&
    isReducedScalar(signature, KEY_BYTES) &&
    isStrictPoint(publicKey) &&
    isStrictPoint(signature)
  )
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array
}

/** S < L, for the 32 bytes that begin at `from`. */
function isReducedScalar(bytes: Bytes, from: number): boolean {
  for (let i = KEY_BYTES - 1; i >= 0; i--) {
    const difference = bytes[from + i]! - ORDER[i]!
    if (difference !== 0) return difference < 0
  }
  return false
}

/** Whether the first 32 bytes are a canonical encoding and not one of a point of small order. */
function isStrictPoint(bytes: Bytes): boolean {
  return isReducedCoordinate(bytes) && !SMALL_ORDER_Y.some(y => hasCoordinate(bytes, y))
}

/** y < p = 2^255 - 19, whatever the sign bit. */
function isReducedCoordinate(bytes: Bytes): boolean {
  if ((bytes[KEY_BYTES - 1]! & 0x7f) !== 0x7f || bytes[0]! < 0xed) return true
  for (let i = 1; i < KEY_BYTES - 1; i++) if (bytes[i] !== 0xff) return true
  return false
}

function hasCoordinate(bytes: Bytes, y: Bytes): boolean {
  for (let i = 0; i < KEY_BYTES - 1; i++) if (bytes[i] !== y[i]) return false
  return (bytes[KEY_BYTES - 1]! & 0x7f) === y[KEY_BYTES - 1]
}
