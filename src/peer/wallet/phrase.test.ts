import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex } from '../../bytes/bytes.ts'
import { phraseOf, readPhrase, someWords } from './phrase.ts'

// Of the vectors published with BIP-39.
const PUBLISHED = [
  ['00000000000000000000000000000000', `${'abandon '.repeat(11)}about`],
  [
    '7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
  ],
  ['ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', `${'zoo '.repeat(23)}vote`],
] as const

test('phrases are as published', () => {
  for (const [entropy, phrase] of PUBLISHED) {
    expect(phraseOf(fromHex(entropy)!).join(' ')).toBe(phrase)
    expect(readPhrase(phrase)).toEqual(fromHex(entropy))
  }
})

test('a phrase is read however it is written down', () => {
  const entropy = fromHex(PUBLISHED[1][0])!
  const words = phraseOf(entropy)
  expect(readPhrase(words.map((word, i) => `${i + 1}. ${word}`).join('\n'))).toEqual(entropy)
  expect(readPhrase(`  ${words.join(', ').toUpperCase()} `)).toEqual(entropy)
})

test('what is wrong with a phrase is said', () => {
  const words = [...phraseOf(fromHex(PUBLISHED[1][0])!)]
  expect(readPhrase(words.slice(1).join(' '))).toEqual({ why: 'words', count: 11 })
  expect(readPhrase('')).toEqual({ why: 'words', count: 0 })
  expect(readPhrase(words.with(4, 'wawe').join(' '))).toEqual({ why: 'unknown', word: 'wawe', place: 5 })
  expect(readPhrase(words.with(11, 'abandon').join(' '))).toEqual({ why: 'checksum' })
})

test('any entropy comes back from its words', () => {
  const entropy = fc.oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  fc.assert(fc.property(entropy, given => void expect(readPhrase(phraseOf(given).join(' '))).toEqual(given)))
})

test('words by chance are words of the list, and as many as asked for', () => {
  const words = someWords(5, count => new Uint8Array(count).fill(0xab)).split(' ')
  expect(words).toHaveLength(5)
  expect(readPhrase(words.join(' '))).toEqual({ why: 'words', count: 5 })
})
