// Signing in plain code, which answers at once and is the same everywhere.
import { ed25519 } from '@noble/curves/ed25519.js'
import type { Bytes } from '../bytes/bytes.ts'
import { SEED_BYTES, type Signer } from './signer.ts'

/** A signer that answers at once. */
export interface PlainSigner extends Signer {
  signNow(message: Bytes): Bytes
}

/** The signer of a 32-byte seed, in plain code. The seed is copied; the same seed and message give the same signature. */
export function signerFromSeed(seed: Bytes): PlainSigner {
  if (seed.length !== SEED_BYTES)
    throw new RangeError(`a seed has ${SEED_BYTES} bytes, this has ${seed.length}`)
  const secret = seed.slice()
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async message => ed25519.sign(message, secret),
    signNow: message => ed25519.sign(message, secret),
  }
}
