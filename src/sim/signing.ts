// Signatures in the world: Ed25519, or a stand-in that is fast enough for thousands of runs. The stand-in protects
// nothing: whoever knows a public key can sign for it.
import { type Bytes, concatBytes, equalBytes } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import { type Signer, signerFromSeed } from '../crypto/keys.ts'
import type { Signed, Verifier } from '../crypto/verify.ts'

export interface Scheme {
  readonly name: 'stand-in' | 'ed25519'
  readonly verify: Verifier
  signer(seed: Bytes): Signer
}

const STAND_IN = new TextEncoder().encode('a stand-in signature, for simulations only')

function seal(publicKey: Bytes, message: Bytes): Bytes {
  const half = sha256(concatBytes(STAND_IN, publicKey, message))
  return concatBytes(half, half)
}

export const standIn: Scheme = {
  name: 'stand-in',
  verify: async items =>
    items.map(({ publicKey, message, signature }: Signed) => equalBytes(signature, seal(publicKey, message))),
  signer(seed) {
    const publicKey = sha256(concatBytes(STAND_IN, seed))
    return { publicKey, sign: async message => seal(publicKey, message) }
  },
}

/** The real rule, checked by the verifier that this platform has. */
export const ed25519 = (verify: Verifier): Scheme => ({ name: 'ed25519', verify, signer: signerFromSeed })
