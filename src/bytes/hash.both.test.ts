import { sha256 as portable } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from './bytes.ts'
import { sha256 } from './hash.ts'

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
