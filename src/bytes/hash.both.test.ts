import { sha256 as portable } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from './bytes.ts'
import { bytesOfDigest, digestOfBytes, writeDigest, writeDigestUnits } from './digest.ts'
import { sha256, sha256Digest } from './hash.ts'

test('the published digests (FIPS 180-2, appendix B)', () => {
  const utf8 = new TextEncoder()
  expect(toHex(sha256(utf8.encode('abc')))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  expect(toHex(sha256(utf8.encode('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')))).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  )
})

test('both back-ends give the same digest, and a digest is not changed by the next', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
      const first = sha256(a)
      const second = sha256(b)
      expect(first).toEqual(portable(a))
      expect(second).toEqual(portable(b))
    }),
  )
})

test('a digest is another form of the hash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), data => {
      const hash = portable(data)
      const digest = sha256Digest(data)
      expect(digest).toBe(digestOfBytes(hash))
      expect(bytesOfDigest(digest)).toEqual(hash)
      const at = new Uint8Array(40)
      writeDigest(at, 3, digest)
      expect(at.subarray(3, 35)).toEqual(hash)
      const units = new Uint16Array(20)
      writeDigestUnits(units, 2, digest)
      expect(new Uint8Array(units.buffer, 4, 32)).toEqual(hash)
    }),
  )
})
