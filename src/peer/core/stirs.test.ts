import { expect, test } from 'vitest'
import type { Header } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { listRoot } from '../../chain/merkle.ts'
import { Shown, Stirred } from './stirs.ts'

const hash = (name: number) => new Uint8Array(32).fill(name)
const block = (height: number, name: number, parent: number, busy: boolean) =>
  ({ hash: hash(name), busy, header: { height, parent: hash(parent) } as Header }) as Executed

test('a block of nothing asks nobody to look again', () => {
  const stirred = new Stirred()
  const tell = (each: Executed) => {
    stirred.executed(each)
    return stirred.headed(each)
  }
  expect(tell(block(1, 1, 0, false))).toBe(true) // The first that is seen here.
  expect(tell(block(2, 2, 1, false))).toBe(false)
  expect(tell(block(3, 3, 2, true))).toBe(true)
  expect(tell(block(4, 4, 3, false))).toBe(false)
  expect(stirred.finalised(2)).toBe(false)
  expect(stirred.finalised(4)).toBe(true)
  expect(stirred.finalised(4)).toBe(false)
})

test('another branch is another state', () => {
  const stirred = new Stirred()
  stirred.headed(block(1, 1, 0, false))
  expect(stirred.headed(block(2, 2, 1, false))).toBe(false)
  expect(stirred.headed(block(2, 3, 1, false))).toBe(true)
})

test('by their headers: something in one of them, one that is not known, or one that was passed over', () => {
  const nothing = listRoot([])
  const empty = { transactions: nothing, outcomes: nothing } as Header
  const final = (height: number, header?: Header) => ({
    height,
    headline: header && ({ header } as Headline),
  })
  const shown = new Shown()
  expect(shown.finalised([final(1, empty), final(2, empty)])).toBe(false)
  expect(shown.finalised([final(3, empty), final(4, { ...empty, outcomes: hash(1) })])).toBe(true)
  expect(shown.finalised([final(5, { ...empty, transactions: hash(1) })])).toBe(true)
  expect(shown.finalised([final(6)])).toBe(true)
  expect(shown.finalised([final(6, empty)])).toBe(false)
  expect(shown.finalised([final(8, empty)])).toBe(true)
  expect(shown.finalised([final(9, empty)])).toBe(false)
})
