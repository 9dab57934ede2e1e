import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from './bytes.ts'
import {
  ascending,
  bool,
  bytes,
  decode,
  encode,
  FormError,
  int,
  integer,
  list,
  oneOf,
  optional,
  struct,
  text,
  tryDecode,
  uint,
} from './codec.ts'

const unhex = (hex: string) => fromHex(hex.replaceAll(' ', ''))!
const reasonOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof FormError) return error.reason
    throw error
  }
  return 'accepted'
}

// Integers, byte strings, texts and arrays of RFC 8949, appendix A.
const PUBLISHED: [string, number][] = [
  ['00', 0],
  ['01', 1],
  ['0a', 10],
  ['17', 23],
  ['1818', 24],
  ['1864', 100],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['29', -10],
  ['3863', -100],
  ['3903e7', -1000],
]

describe('published forms', () => {
  test.each(PUBLISHED)('%s is %d', (hex, value) => {
    expect(toHex(encode(int, value))).toBe(hex)
    expect(decode(int, unhex(hex))).toBe(value)
  })

  test('texts, bytes and arrays', () => {
    expect(toHex(encode(text(9), 'IETF'))).toBe('6449455446')
    expect(toHex(encode(text(9), '\u00fc'))).toBe('62c3bc')
    expect(toHex(encode(text(9), '\u6c34'))).toBe('63e6b0b4')
    expect(toHex(encode(text(9), '\ud800\udd51'))).toBe('64f0908591')
    expect(toHex(encode(bytes(4), unhex('01020304')))).toBe('4401020304')
    expect(toHex(encode(list(uint, 3), [1, 2, 3]))).toBe('83010203')
    expect(decode(bool, unhex('f5'))).toBe(true)
    expect(decode(optional(uint), unhex('f6'))).toBe(null)
  })
})

describe('what is not canonical is refused', () => {
  const cases: [string, () => unknown, string][] = [
    ['a long zero', () => decode(uint, unhex('1800')), 'not-shortest'],
    ['23 in two bytes', () => decode(uint, unhex('1817')), 'not-shortest'],
    ['255 in three', () => decode(uint, unhex('1900ff')), 'not-shortest'],
    ['65535 in five', () => decode(uint, unhex('1a0000ffff')), 'not-shortest'],
    ['2^32 - 1 in nine', () => decode(uint, unhex('1b00000000ffffffff')), 'not-shortest'],
    ['2^53', () => decode(uint, unhex('1b0020000000000000')), 'range'],
    ['-2^53 - 1', () => decode(int, unhex('3b0020000000000000')), 'range'],
    ['2^64 - 1', () => decode(uint, unhex('1bffffffffffffffff')), 'range'],
    ['a negative where none belongs', () => decode(uint, unhex('20')), 'range'],
    ['a float', () => decode(uint, unhex('f90000')), 'type'],
    ['a tag', () => decode(uint, unhex('c000')), 'indefinite'],
    ['a map', () => decode(list(uint, 9), unhex('a0')), 'indefinite'],
    ['an endless array', () => decode(list(uint, 9), unhex('9fff')), 'indefinite'],
    ['endless bytes', () => decode(bytes(0, 9), unhex('5fff')), 'indefinite'],
    ['reserved lengths', () => decode(uint, unhex('1c')), 'indefinite'],
    ['nothing', () => decode(uint, unhex('')), 'truncated'],
    ['half a head', () => decode(uint, unhex('19ff')), 'truncated'],
    ['bytes cut short', () => decode(bytes(4), unhex('440102')), 'truncated'],
    ['something behind', () => decode(uint, unhex('0000')), 'trailing'],
    ['a length of 2^52 that never arrives', () => decode(bytes(0, 99), unhex('5b0010000000000000')), 'range'],
    ['a count of 2^31', () => decode(list(uint, 99), unhex('9a80000000')), 'range'],
    ['undefined', () => decode(optional(uint), unhex('f7')), 'type'],
    ['a boolean in two bytes', () => decode(bool, unhex('f815')), 'type'],
    ['overlong UTF-8', () => decode(text(9), unhex('62c080')), 'text'],
    ['half a surrogate pair', () => decode(text(9), unhex('63eda080')), 'text'],
    ['a stray byte', () => decode(text(9), unhex('61ff')), 'text'],
    ['an unknown word', () => decode(oneOf('a', 'b'), unhex('6163')), 'range'],
    [
      'equal items',
      () =>
        decode(
          ascending(uint, 9, (a, b) => a - b),
          unhex('820101'),
        ),
      'order',
    ],
    [
      'falling items',
      () =>
        decode(
          ascending(uint, 9, (a, b) => a - b),
          unhex('820201'),
        ),
      'order',
    ],
    ['a field too few', () => decode(struct({ a: uint, b: uint }), unhex('8101')), 'range'],
    ['a field too many', () => decode(struct({ a: uint }), unhex('820101')), 'range'],
    ['another tag', () => decode(struct({ a: uint }, 'x'), unhex('82617901')), 'range'],
  ]
  test.each(cases)('%s', (_, run, reason) => {
    expect(reasonOf(run)).toBe(reason)
  })

  test('a byte order mark is a character like any other', () => {
    const encoded = encode(text(9), '\ufeffa')
    expect(decode(text(9), encoded)).toBe('\ufeffa')
  })
})

const sample = struct(
  {
    number: int,
    small: integer(-5, 300),
    flag: bool,
    word: oneOf('buy', 'sell'),
    words: list(text(40), 5),
    raw: bytes(0, 40),
    maybe: optional(struct({ deep: list(uint, 4) })),
  },
  'sample',
)

const samples: fc.Arbitrary<ReturnType<typeof sample.read>> = fc.record({
  number: fc.maxSafeInteger().filter(n => n > Number.MIN_SAFE_INTEGER),
  small: fc.integer({ min: -5, max: 300 }),
  flag: fc.boolean(),
  word: fc.constantFrom('buy' as const, 'sell' as const),
  words: fc.array(
    fc.string({ unit: 'grapheme', maxLength: 3 }).filter(s => s.length <= 10),
    { maxLength: 5 },
  ),
  raw: fc.uint8Array({ maxLength: 40 }),
  maybe: fc.option(fc.record({ deep: fc.array(fc.maxSafeNat(), { maxLength: 4 }) })),
})

describe('properties', () => {
  test('what is written is read back', () => {
    fc.assert(
      fc.property(samples, value => {
        expect(decode(sample, encode(sample, value))).toEqual(value)
      }),
    )
  })

  test('one value has one form: whatever is read is written back to the same bytes', () => {
    const tampered = fc
      .tuple(samples, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }))
      .map(([value, changes]) => {
        const encoded = encode(sample, value)
        for (const [at, byte] of changes) encoded[at % encoded.length] = byte
        return encoded
      })
    fc.assert(
      fc.property(fc.oneof(tampered, fc.uint8Array({ maxLength: 60 })), encoded => {
        const result = tryDecode(sample, encoded)
        if ('value' in result) expect(encode(sample, result.value)).toEqual(encoded)
      }),
      { numRuns: 5000 },
    )
  })

  test('what is read does not change with the bytes it was read from', () => {
    const from = new Uint8Array([0x42, 1, 2])
    const source = typeof Buffer === 'undefined' ? from : Buffer.from(from)
    const read = decode(bytes(2), source)
    source[1] = 9
    expect(read).toEqual(new Uint8Array([1, 2]))
  })

  test('every cut is refused', () => {
    fc.assert(
      fc.property(samples, fc.nat(), (value, cut) => {
        const encoded = encode(sample, value)
        expect('error' in tryDecode(sample, encoded.subarray(0, cut % encoded.length))).toBe(true)
      }),
    )
  })

  test('writing what could not be read back is a bug and throws', () => {
    expect(() => encode(uint, -1)).toThrow(TypeError)
    expect(() => encode(uint, 1.5)).toThrow(TypeError)
    expect(() => encode(uint, 2 ** 53)).toThrow(TypeError)
    expect(() => encode(bytes(4), new Uint8Array(5))).toThrow(TypeError)
    expect(() => encode(text(4), 'abcde')).toThrow(TypeError)
    expect(() => encode(text(9), '\ud800')).toThrow(TypeError)
    expect(() => encode(list(uint, 1), [1, 2])).toThrow(TypeError)
    expect(encode(uint, 7)).toEqual(unhex('07'))
  })
})
