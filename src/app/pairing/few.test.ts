import { expect, test } from 'vitest'
import { carrying } from './few.ts'

const sets = (...all: ('now' | 'next' | 'both')[]) => carrying(all.map(sets => ({ sets })))

test('four bear the loss of one, fewer none, and seven that of two', () => {
  expect(sets('now', 'now', 'now', 'now')).toEqual({ carry: 4, mayGo: 1 })
  expect(sets('now', 'now', 'now')).toEqual({ carry: 3, mayGo: 0 })
  expect(sets('now', 'now', 'now', 'now', 'now', 'now', 'now')).toEqual({ carry: 7, mayGo: 2 })
  expect(sets()).toEqual({ carry: 0, mayGo: 0 })
})

test('while three hand over to four, all of the three are needed still', () => {
  expect(sets('both', 'both', 'both', 'next')).toEqual({ carry: 3, mayGo: 0 })
  expect(sets('now', 'now', 'now', 'now', 'next', 'next')).toEqual({ carry: 2, mayGo: 0 })
})
