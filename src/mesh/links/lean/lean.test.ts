// What pages have instead of libp2p's own says the same as libp2p's own, which Node has.
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { pureJsCrypto } from '@libp2p/noise'
import { afterEach, expect, test, vi } from 'vitest'
import { fromHex } from '../../../bytes/bytes.ts'
import { hashAndSign, hashAndVerify } from './ed25519.ts'
import { defaultCrypto } from './noise.ts'

afterEach(() => vi.restoreAllMocks())

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

test('X25519 gives the published secret, and the same as that of Noise', () => {
  // RFC 7748, 5.2, the first.
  const scalar = fromHex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4')!
  const point = fromHex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c')!
  const secret = fromHex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552')!
  expect(defaultCrypto.generateX25519SharedKey(scalar, point)).toEqual(secret)
  for (let i = 0; i < 20; i++) {
    const ours = defaultCrypto.generateX25519KeyPair()
    const theirs = pureJsCrypto.generateX25519KeyPairFromSeed(random(32))
    expect(pureJsCrypto.generateX25519KeyPairFromSeed(ours.privateKey)).toEqual(ours)
    expect(defaultCrypto.generateX25519KeyPairFromSeed(theirs.privateKey)).toEqual(theirs)
    expect(defaultCrypto.generateX25519SharedKey(ours.privateKey, theirs.publicKey)).toEqual(
      pureJsCrypto.generateX25519SharedKey(theirs.privateKey, ours.publicKey),
    )
  }
})

test('a point of small order is no partner', () => {
  expect(() => defaultCrypto.generateX25519SharedKey(random(32), new Uint8Array(32))).toThrow()
})

test('what Noise derives and seals is the same', () => {
  const [chaining, input, key, nonce, beside] = [random(32), random(32), random(32), random(12), random(9)]
  const plain = random(300)
  expect(defaultCrypto.getHKDF(chaining, input)).toEqual(pureJsCrypto.getHKDF(chaining, input))
  expect(defaultCrypto.getHKDF(chaining, new Uint8Array(0))).toEqual(
    pureJsCrypto.getHKDF(chaining, new Uint8Array(0)),
  )
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const message = random(length)
    expect(defaultCrypto.hashSHA256(message), `${length}`).toEqual(pureJsCrypto.hashSHA256(message))
  }
  const sealed = defaultCrypto.chaCha20Poly1305Encrypt(plain, nonce, beside, key)
  expect(pureJsCrypto.chaCha20Poly1305Decrypt(sealed, nonce, beside, key)).toEqual(plain)
  expect(defaultCrypto.chaCha20Poly1305Decrypt(sealed, nonce, beside, key)).toEqual(plain)
})

test.each(['the platform has Ed25519', 'it has none'])(
  'where %s, signatures are those of libp2p',
  async where => {
    if (where === 'it has none')
      vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('', 'NotSupportedError'))
    const theirs = await generateKeyPairFromSeed('Ed25519', random(32))
    const message = random(100)
    const signature = await hashAndSign(theirs.raw, message)
    expect(await theirs.publicKey.verify(message, signature)).toBe(true)
    expect(await hashAndVerify(theirs.publicKey.raw, signature, message)).toBe(true)
    signature[40]! ^= 1
    expect(await hashAndVerify(theirs.publicKey.raw, signature, message)).toBe(false)
  },
)
