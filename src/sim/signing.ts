// Signatures in the world: Ed25519 in plain code, or a stand-in that is fast enough for thousands of runs. The stand-in
// protects nothing: whoever knows a public key can sign for it. Both answer at once, so that a run never waits.
import { type Bytes, concatBytes, equalBytes } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import { signerFromSeed } from '../crypto/plain.ts'
import { verifyPortable } from '../crypto/portable.ts'
import type { Signed } from '../crypto/signed.ts'

export interface Signer {
  readonly publicKey: Bytes
  sign(message: Bytes): Bytes
}

export interface Scheme {
  readonly name: 'stand-in' | 'ed25519'
  verify(signed: Signed): boolean
  signer(seed: Bytes): Signer
}

const STAND_IN = new TextEncoder().encode('a stand-in signature, for simulations only')

/** 64 bytes that hang on every bit of both: two running products, spread out. */
function seal(publicKey: Bytes, message: Bytes): Bytes {
  let a = 0x811c9dc5
  let b = 0x9e3779b9
  const mix = (bytes: Bytes) => {
    for (let i = 0; i < bytes.length; i++) {
      a = Math.imul(a ^ bytes[i]!, 0x01000193)
      b = Math.imul(b + bytes[i]!, 0x85ebca6b) ^ (b >>> 15)
    }
  }
  mix(publicKey)
  mix(message)
  const signature = new Uint8Array(64)
  const words = new DataView(signature.buffer)
  for (let at = 0; at < 64; at += 8) {
    a = Math.imul(a ^ (a >>> 16), 0x7feb352d) + b
    b = Math.imul(b ^ (b >>> 13), 0x846ca68b) + a
    words.setUint32(at, a)
    words.setUint32(at + 4, b)
  }
  return signature
}

export const standIn: Scheme = {
  name: 'stand-in',
  verify: ({ publicKey, message, signature }) => equalBytes(signature, seal(publicKey, message)),
  signer(seed) {
    const publicKey = sha256(concatBytes(STAND_IN, seed))
    return { publicKey, sign: message => seal(publicKey, message) }
  },
}

/** The real rule. */
export const ed25519: Scheme = {
  name: 'ed25519',
  verify: verifyPortable,
  signer(seed) {
    const { publicKey, signNow } = signerFromSeed(seed)
    return { publicKey, sign: signNow }
  },
}
