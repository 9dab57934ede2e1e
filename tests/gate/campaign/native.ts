// Ed25519 by the platform, at once: for the worlds with real signatures. The byte check stands before it, as in
// production, and that the two back-ends agree is what another stage of the gate is for.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type Bytes, concatBytes, fromHex } from '../../../src/bytes/bytes.ts'
import { nameOf32 } from '../../../src/bytes/name.ts'
import { signerFromSeed } from '../../../src/crypto/keys.ts'
import { passesByteCheck } from '../../../src/crypto/rule.ts'
import type { Scheme } from '../../../src/sim/signing.ts'

/** What stands before the 32 bytes of a secret and of a public key, in the forms that Node reads (RFC 8410). */
const PKCS8 = fromHex('302e020100300506032b657004220420')!
const SPKI = fromHex('302a300506032b6570032100')!

const keys = new Map<string, KeyObject | undefined>()
const MOST_KEYS = 4096

/** Undefined where the bytes are no point of the curve. */
function keyOf(publicKey: Bytes): KeyObject | undefined {
  const name = nameOf32(publicKey)
  if (keys.has(name)) return keys.get(name)
  if (keys.size >= MOST_KEYS) keys.clear()
  let key: KeyObject | undefined
  try {
    key = createPublicKey({ key: Buffer.from(concatBytes(SPKI, publicKey)), format: 'der', type: 'spki' })
  } catch {
    key = undefined
  }
  keys.set(name, key)
  return key
}

export const native: Scheme = {
  name: 'ed25519',
  verify(signed) {
    if (!passesByteCheck(signed)) return false
    const key = keyOf(signed.publicKey)
    return key !== undefined && verify(null, signed.message, key, signed.signature)
  },
  signer(seed) {
    const secret = createPrivateKey({
      key: Buffer.from(concatBytes(PKCS8, seed)),
      format: 'der',
      type: 'pkcs8',
    })
    const { publicKey } = signerFromSeed(seed)
    return { publicKey, sign: message => new Uint8Array(sign(null, message, secret)) }
  },
}
