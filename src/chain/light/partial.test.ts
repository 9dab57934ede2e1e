import { expect, test } from 'vitest'
import { concatBytes } from '../../bytes/bytes.ts'
import type { Leaf } from '../tree/tree.ts'
import { endOf, Missing, Partial } from './partial.ts'

const key = (...bytes: number[]) => new Uint8Array(bytes)
const leaf = (at: Uint8Array) => ({ key: at, value: key(0) }) as Leaf

test('what was asked for one question does not cut another one short', () => {
  const [table, a, b] = [key(1, 1), leaf(key(1, 1, 5)), leaf(key(1, 1, 9))]
  const partial = new Partial()
  partial.add(a.key, endOf(a.key), [a])
  // Nothing more of the first alone; of the table nobody knows.
  expect(partial.next(a.key, a.key)).toBeUndefined()
  expect(() => partial.next(a.key, table)).toThrow(Missing)
  partial.add(table, endOf(table), [a, b])
  expect(partial.next(a.key, table)).toBe(b)
  expect(partial.next(b.key, table)).toBeUndefined()
  expect(partial.leaf(concatBytes(table, key(7)))).toBeUndefined()
})
