import { ed25519 } from '@noble/curves/ed25519.js'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type Bytes, concatBytes, fromHex, toHex } from '../bytes/bytes.ts'
import { type Hostile, hostileSignatures, KINDS } from './adversarial.ts'
import { nativeSigner, signerOf } from './keys.ts'
import { askPlatform, keepsRule, platformKeepsRule } from './native.ts'
import { signerFromSeed } from './plain.ts'
import { verifyPortable } from './portable.ts'
import { PUBLISHED } from './published.ts'
import { passesByteCheck } from './rule.ts'
import { pickVerifier, type Signed, verifyInPlainCode, verifyNatively } from './verify.ts'

// RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc). Seed, public key, message, signature.
const RFC = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155' +
      '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
      '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
  [
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589' +
      '09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
  ],
].map(fields => fields.map(hex => fromHex(hex)!)) as [Bytes, Bytes, Bytes, Bytes][]

const SLICE = 3000
const SEED = 20200711

function slice(count: number, seed = SEED): Hostile[] {
  const stream = hostileSignatures(seed)
  return Array.from({ length: count }, () => stream.next().value)
}

/** How an item fails, named so that a failing test says which. */
function tell({ kind, publicKey, message, signature }: Hostile): string {
  return `${kind}: key ${toHex(publicKey)}, message ${toHex(message)}, signature ${toHex(signature)}`
}

async function bothVerdicts(signed: Signed): Promise<boolean[]> {
  return [...(await verifyNatively([signed])), ...(await verifyInPlainCode([signed]))]
}

test('this platform has Ed25519 that keeps to the rule, and it is picked', async () => {
  expect(await platformKeepsRule()).toBe(true)
  expect(await pickVerifier()).toBe(verifyNatively)
})

test('a platform that breaks the rule is found out', async () => {
  expect(await keepsRule(async signed => verifyPortable(signed))).toBe(true)
  expect(await keepsRule(async signed => nobleVerdict(signed, true))).toBe(false)
  expect(await keepsRule(async signed => nobleVerdict(signed, false))).toBe(false)
  const isTorsionFree = ({ publicKey }: Signed) => ed25519.Point.fromBytes(publicKey).isTorsionFree()
  expect(await keepsRule(async signed => isTorsionFree(signed) && verifyPortable(signed))).toBe(false)
  expect(await keepsRule(async () => true)).toBe(false)
  expect(await keepsRule(async () => false)).toBe(false)
  expect(await keepsRule(() => Promise.reject(new Error('Unrecognized algorithm name')))).toBe(false)
})

describe('published vectors', () => {
  test.each(RFC)('RFC 8032 %#', async (seed, publicKey, message, signature) => {
    const signer = signerFromSeed(seed)
    expect(signer.publicKey).toEqual(publicKey)
    expect(await signer.sign(message)).toEqual(signature)
    expect(await bothVerdicts({ publicKey, message, signature })).toEqual([true, true])
  })

  test.each(PUBLISHED)('Taming the many EdDSAs: $tries', async vector => {
    expect(await bothVerdicts(vector)).toEqual([vector.expected, vector.expected])
  })
})

describe('hostile signatures', () => {
  const items = slice(SLICE)

  test('every class comes up', () => {
    expect(new Set(items.map(item => item.kind))).toEqual(new Set(KINDS))
  })

  test('a seed gives one stream', () => {
    expect(slice(50, 4).map(tell)).toEqual(slice(50, 4).map(tell))
    expect(slice(50, 4).map(tell)).not.toEqual(slice(50, 5).map(tell))
  })

  test('native, portable and what is expected are one', async () => {
    const native = await verifyNatively(items)
    const portable = await verifyInPlainCode(items)
    expect(items.filter((_, i) => native[i] !== portable[i]).map(tell)).toEqual([])
    expect(
      items.filter(({ expected }, i) => expected !== undefined && expected !== portable[i]).map(tell),
    ).toEqual([])
    expect(portable.filter(verdict => verdict).length).toBeGreaterThan(SLICE / 10)
  })

  // Were these empty, the stream would tell nothing about the rule.
  test('the platform without the byte check breaks the rule', async () => {
    const broken = new Set<string>()
    for (const item of items.slice(0, 600))
      if ((await askPlatform(item).catch(() => false)) !== verifyPortable(item)) broken.add(item.kind)
    expect([...broken]).toContain('A of small order')
  })

  test.each([true, false])("noble's own verify with zip215: %s breaks the rule", zip215 => {
    const broken = new Set<string>()
    for (const item of items.slice(0, 600))
      if (nobleVerdict(item, zip215) !== verifyPortable(item)) broken.add(item.kind)
    expect([...broken]).toContain('mixed order, holds with the cofactor only')
  })
})

function nobleVerdict({ publicKey, message, signature }: Signed, zip215: boolean): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215 })
  } catch {
    return false
  }
}

describe('the byte check', () => {
  const [, publicKey, message, signature] = RFC[1]!
  const withKey = (hex: string) => passesByteCheck({ publicKey: fromHex(hex)!, message, signature })
  const withS = (hex: string) =>
    passesByteCheck({ publicKey, message, signature: concatBytes(signature.subarray(0, 32), fromHex(hex)!) })

  test('S begins to be refused at L', () => {
    expect(withS('ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')).toBe(true)
    expect(withS('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010')).toBe(false)
    expect(withS(`${'00'.repeat(31)}11`)).toBe(false)
  })

  test('y begins to be refused at p, and just below it, where it is -1', () => {
    expect(withKey(`eb${'ff'.repeat(30)}7f`)).toBe(true)
    expect(withKey(`ec${'ff'.repeat(30)}7f`)).toBe(false)
    for (let first = 0xed; first <= 0xff; first++)
      for (const last of ['7f', 'ff'])
        expect(withKey(`${first.toString(16)}${'ff'.repeat(30)}${last}`)).toBe(false)
    expect(withKey(`ff${'ff'.repeat(29)}fe7f`)).toBe(true)
  })

  test('each of the eight points of small order is refused under both signs, as key and as R', () => {
    const { Point } = ed25519
    const order8 = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
    let point = Point.ZERO
    for (let i = 0; i < 8; i++) {
      for (const sign of [0, 0x80]) {
        const bytes = point.toBytes()
        bytes[31] = (bytes[31]! & 0x7f) | sign
        expect(passesByteCheck({ publicKey: bytes, message, signature })).toBe(false)
        expect(
          passesByteCheck({ publicKey, message, signature: concatBytes(bytes, signature.subarray(32)) }),
        ).toBe(false)
      }
      point = point.add(order8)
    }
    expect(point.equals(Point.ZERO)).toBe(true)
  })
})

describe('properties', () => {
  const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })
  const messages = fc.uint8Array({ maxLength: 300 })

  test('what is signed is valid, and not for another message', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, messages, messages, async (seed, message, other) => {
        const signer = signerFromSeed(seed)
        const signed = { publicKey: signer.publicKey, message, signature: await signer.sign(message) }
        expect(await bothVerdicts(signed)).toEqual([true, true])
        const same = toHex(message) === toHex(other)
        expect(await bothVerdicts({ ...signed, message: other })).toEqual([same, same])
      }),
      { numRuns: 60 },
    )
  })

  test('any bytes of any length get a verdict', async () => {
    const bytes = fc.oneof(messages, seeds, fc.uint8Array({ minLength: 64, maxLength: 64 }))
    await fc.assert(
      fc.asyncProperty(bytes, bytes, bytes, async (publicKey, message, signature) => {
        expect(await bothVerdicts({ publicKey, message, signature })).toEqual([false, false])
      }),
      { numRuns: 300 },
    )
  })

  test('a value that is no bytes at all is refused and not thrown at', async () => {
    const [, publicKey, message, signature] = RFC[1]!
    const sound = { publicKey, message, signature }
    for (const part of ['publicKey', 'message', 'signature'])
      for (const junk of [undefined, null, 7, 'text', {}, [1, 2]])
        expect(await bothVerdicts({ ...sound, [part]: junk })).toEqual([false, false])
  })
})

describe('verifiers', () => {
  test('an empty batch has no verdicts, a large one as many as items and in their order', async () => {
    expect(await verifyNatively([])).toEqual([])
    const items = slice(700, 3)
    const expected = items.map(verifyPortable)
    expect(await verifyNatively(items)).toEqual(expected)
    expect(await verifyInPlainCode(items)).toEqual(expected)
  })

  test('where the platform has no answer, plain code gives it', async () => {
    const [, publicKey, message, signature] = RFC[1]!
    const platform = vi.spyOn(crypto.subtle, 'verify').mockRejectedValue(new Error('out of memory'))
    const verdicts = await verifyNatively([
      { publicKey, message, signature },
      { publicKey, message: signature, signature },
    ])
    platform.mockRestore()
    expect(verdicts).toEqual([true, false])
  })
})

describe('signers', () => {
  test('a key that the platform guards', async () => {
    const signer = await nativeSigner()
    const message = fromHex('c0ffee')!
    expect(signer.pair.privateKey.extractable).toBe(false)
    expect(
      await bothVerdicts({
        publicKey: signer.publicKey,
        message,
        signature: await signer.sign(message),
      }),
    ).toEqual([true, true])
    const again = await nativeSigner(signer.pair)
    expect(again.publicKey).toEqual(signer.publicKey)
  })

  test('a seed has one key and one signature, whoever computes it', async () => {
    for (const [seed, publicKey, message, signature] of RFC) {
      const signer = await signerOf(seed)
      expect(signer.publicKey).toEqual(publicKey)
      expect(await signer.sign(message)).toEqual(signature)
    }
    const missing = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new Error('there is no Ed25519'))
    const [seed, publicKey, message, signature] = RFC[1]!
    const plain = await signerOf(seed)
    missing.mockRestore()
    expect(plain.publicKey).toEqual(publicKey)
    expect(await plain.sign(message)).toEqual(signature)
  })

  test('a seed of another length is refused, and the caller may wipe the seed', async () => {
    expect(() => signerFromSeed(new Uint8Array(31))).toThrow('a seed has 32 bytes, this has 31')
    const [seed, , message, signature] = RFC[0]!
    const mine = seed.slice()
    const signer = signerFromSeed(mine)
    mine.fill(0)
    expect(await signer.sign(message)).toEqual(signature)
  })
})
