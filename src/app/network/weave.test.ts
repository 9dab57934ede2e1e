import { expect, test } from 'vitest'
import type { BlockSight } from '../../peer/api.ts'
import { placesOf, quorumOf } from './weave.ts'

const block = (height: number, slot: number, more: Partial<BlockSight> = {}): BlockSight => ({
  height,
  slot,
  hash: `${height}`,
  view: height,
  parent: `${height - 1}`,
  producer: 'aa',
  transactions: 1,
  stage: 'final',
  votes: 4,
  delegates: 4,
  seenMs: 0,
  missed: [],
  ...more,
})
const kinds = (blocks: BlockSight[], most = 99) => placesOf(blocks, most).map(place => place.kind)

test('blocks stand in the order of their slots, and time without a duty is one gap', () => {
  expect(kinds([block(3, 9), block(2, 3), block(1, 2)])).toEqual(['block', 'block', 'quiet', 'block'])
  expect(placesOf([block(2, 9), block(1, 3)], 9)[1]).toEqual({ kind: 'quiet', slot: 4, slots: 5 })
})

test('a turn that passed with a duty is shown as missed, with whose it was', () => {
  const late = block(2, 5, { missed: [{ slot: 4, owner: 'bb' }] })
  expect(placesOf([late, block(1, 3)], 9)[1]).toEqual({ kind: 'missed', slot: 4, by: 'bb' })
  expect(kinds([block(2, 6, { missed: [{ slot: 5, owner: 'bb' }] }), block(1, 3)])).toEqual([
    'block',
    'quiet',
    'missed',
    'block',
  ])
})

test('while anything is being confirmed another block is expected', () => {
  expect(kinds([block(2, 4, { stage: 'tentative' }), block(1, 3)])).toEqual(['block', 'block', 'next'])
  expect(kinds([block(2, 4), block(1, 3)])).toEqual(['block', 'block'])
  expect(kinds([])).toEqual([])
})

test('no more places than fit, the newest', () => {
  const many = Array.from({ length: 40 }, (_, i) => block(40 - i, 80 - i))
  const places = placesOf(many, 7)
  expect(places.length).toBe(7)
  expect(places.at(-1)).toMatchObject({ height: 40 })
})

test('more than two thirds', () => {
  expect([1, 3, 4, 7, 21].map(quorumOf)).toEqual([1, 3, 3, 5, 15])
})
