// Another back-end for signatures than plain code, which answers at once: Node's own.
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { toHex } from '../../../src/bytes/bytes.ts'
import { passesByteCheck } from '../../../src/crypto/rule.ts'
import type { Signed } from '../../../src/crypto/signed.ts'

/** The bytes that make a key of 32 bytes one of Ed25519 (RFC 8410). */
const HEAD = '302a300506032b6570032100'

/** Making a key ready costs as much as a signature, and a few keys sign everything. */
const ready = new Map<string, KeyObject>()
const MOST_READY = 4096

/** Throws where these bytes are no key. */
function keyOf(publicKey: Uint8Array): KeyObject {
  const hex = toHex(publicKey)
  const known = ready.get(hex)
  if (known) return known
  const key = createPublicKey({ key: Buffer.from(HEAD + hex, 'hex'), format: 'der', type: 'spki' })
  if (ready.size >= MOST_READY) ready.clear()
  ready.set(hex, key)
  return key
}

export function verifyByNode(signed: Signed): boolean {
  if (!passesByteCheck(signed)) return false
  const { publicKey, message, signature } = signed
  try {
    return verify(null, message, keyOf(publicKey), signature)
  } catch {
    return false
  }
}
