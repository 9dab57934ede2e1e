// Instead of the cryptography that Noise brings for pages, and the same: those pieces of it come with curves and hashes
// of every kind behind them, for what happens once a connection.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hkdf, sha256 } from './sha256.ts'
import { publicKeyOf, sharedSecret } from './x25519.ts'

/** A message of one piece, or a list of pieces. */
type Pieces = Uint8Array | { subarray(): Uint8Array }

const KEY_BYTES = 32

const pairOf = (privateKey: Uint8Array) => ({ publicKey: publicKeyOf(privateKey), privateKey })

export const defaultCrypto = {
  hashSHA256: (data: Pieces) => sha256(data.subarray()),
  getHKDF: hkdf,
  generateX25519KeyPair: () => pairOf(crypto.getRandomValues(new Uint8Array(KEY_BYTES))),
  generateX25519KeyPairFromSeed: pairOf,
  generateX25519SharedKey: (privateKey: Pieces, publicKey: Pieces) =>
    sharedSecret(privateKey.subarray(), publicKey.subarray()),
  chaCha20Poly1305Encrypt: (plain: Pieces, nonce: Uint8Array, beside: Uint8Array, key: Uint8Array) =>
    chacha20poly1305(key, nonce, beside).encrypt(plain.subarray()),
  chaCha20Poly1305Decrypt: (
    sealed: Pieces,
    nonce: Uint8Array,
    beside: Uint8Array,
    key: Uint8Array,
    into?: Uint8Array,
  ) => chacha20poly1305(key, nonce, beside).decrypt(sealed.subarray(), into),
}
