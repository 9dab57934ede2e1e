import { expect, test } from 'vitest'
import { credits, microOf, short, size } from './figures.ts'

test('credits have two decimals and are never rounded up', () => {
  expect(credits(12_345_678, 'en')).toBe('12.34')
  expect(credits(999_999, 'en')).toBe('0.99')
  expect(credits(-1_999_999, 'en')).toBe('-1.99')
  expect(credits(1_234_000_000, 'en')).toBe('1,234.00')
})

test('what is typed is exact, or no amount', () => {
  expect(microOf('1')).toBe(1_000_000)
  expect(microOf(' 0,25 ')).toBe(250_000)
  expect(microOf('0.000001')).toBe(1)
  expect(microOf('123456789.123456')).toBe(123_456_789_123_456)
  for (const bad of ['', '0', '0.0', '-1', '1.1234567', '1e3', 'one', '1 000', '.5', '9999999999'])
    expect(microOf(bad), bad).toBeUndefined()
})

test('sizes and names are short', () => {
  expect([0, 999, 1000, 9_949, 41_000_000].map(each => size(each, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '9.9 kB',
    '41 MB',
  ])
  expect(short('0123456789abcdef')).toBe('0123…cdef')
  expect(short('abc')).toBe('abc')
})
