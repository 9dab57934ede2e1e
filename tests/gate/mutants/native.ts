// Another back-end for signatures than plain code, which answers at once: Node's own.
import { createPublicKey, verify } from 'node:crypto'
import { toHex } from '../../../src/bytes/bytes.ts'
import { passesByteCheck } from '../../../src/crypto/rule.ts'
import type { Signed } from '../../../src/crypto/signed.ts'

/** The bytes that make a key of 32 bytes one of Ed25519 (RFC 8410). */
const HEAD = '302a300506032b6570032100'

export function verifyByNode(signed: Signed): boolean {
  if (!passesByteCheck(signed)) return false
  const { publicKey, message, signature } = signed
  const der = Buffer.from(HEAD + toHex(publicKey), 'hex')
  try {
    return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
