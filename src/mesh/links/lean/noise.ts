// Instead of the cryptography that Noise brings for pages, which is the same but for X25519: that one comes with all of
// Ed25519 behind it, to multiply the base point faster, a thing that happens once a connection.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { pow } from '@noble/curves/abstract/modular.js'
import { montgomery } from '@noble/curves/abstract/montgomery.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** A message of one piece, or a list of pieces. */
type Pieces = Uint8Array | { subarray(): Uint8Array }

// RFC 7748, 4.1 and 5: the field, and which bits of a scalar are set.
const P = 2n ** 255n - 19n
const x25519 = montgomery({
  P,
  type: 'x25519',
  powPminus2: x => pow(x, P - 2n, P),
  adjustScalarBytes(scalar: Uint8Array) {
    scalar[0]! &= 248
    scalar[31]! &= 127
    scalar[31]! |= 64
    return scalar
  },
})

const pairOf = (privateKey: Uint8Array) => ({ publicKey: x25519.getPublicKey(privateKey), privateKey })

export const defaultCrypto = {
  hashSHA256: (data: Pieces) => sha256(data.subarray()),
  getHKDF(chaining: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
    const keys = expand(sha256, extract(sha256, input, chaining), undefined, 96)
    return [keys.subarray(0, 32), keys.subarray(32, 64), keys.subarray(64, 96)]
  },
  generateX25519KeyPair: () => pairOf(x25519.utils.randomSecretKey()),
  generateX25519KeyPairFromSeed: pairOf,
  generateX25519SharedKey: (privateKey: Pieces, publicKey: Pieces) =>
    x25519.getSharedSecret(privateKey.subarray(), publicKey.subarray()),
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
