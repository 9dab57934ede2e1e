// Whatever can sign: a key that the platform guards, or one made from a seed.
import { ed25519 } from '@noble/curves/ed25519.js'
import type { Bytes } from '../bytes/bytes.ts'

export interface Signer {
  readonly publicKey: Bytes
  sign(message: Bytes): Promise<Bytes>
}

export const SEED_BYTES = 32

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

/** A signer whose secret never leaves the platform. The pair may be stored (IndexedDB keeps it whole) and given back. */
export interface NativeSigner extends Signer {
  readonly pair: CryptoKeyPair
}

/** Makes a key that cannot be extracted, or takes one made before. Throws where the platform has no Ed25519. */
export async function nativeSigner(stored?: CryptoKeyPair): Promise<NativeSigner> {
  const pair =
    stored ?? ((await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair)
  return {
    pair,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    sign: async message =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message as BufferSource)),
  }
}
