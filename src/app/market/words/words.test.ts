// Every refusal of the book has its words, in each language, and no words are left over.
import { expect, test } from 'vitest'
import { codes } from '../../../market/book/codes.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

/** What an operator meets, and not on this screen; and what no screen can send. */
const ELSEWHERE = new Set(['book/not-operator', 'book/no-member', 'book/bus'])

test.each([
  ['en', en],
  ['zh-CN', zh],
] as const)('each code of the book in %s', (_, words) => {
  const silent = Object.keys(codes).filter(code => !ELSEWHERE.has(code) && !words.code(code))
  expect(silent).toEqual([])
  for (const code of Object.keys(codes)) {
    const said = words.code(code)
    // In the words of the person: no name of a code, of a slot or of a book.
    if (said !== undefined) expect(said).not.toMatch(/slot|book|undefined|\(/)
  }
})

test('both languages know the same', () => {
  const known = Object.keys(codes).map(code => [en.code(code) !== undefined, zh.code(code) !== undefined])
  for (const [inEnglish, inChinese] of known) expect(inChinese).toBe(inEnglish)
})
