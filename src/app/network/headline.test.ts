import { expect, test } from 'vitest'
import type { Status } from '../../peer/api.ts'
import { en } from '../words/en.ts'
import { zh } from '../words/zh.ts'
import { headlineOf } from './headline.ts'

const spot = (height: number, slot: number) => ({ height, slot, hash: `${height}` })
const running = {
  stage: 'live',
  life: 'visible',
  head: spot(12, 30),
  final: spot(10, 28),
  finalityLag: 2,
  slot: 30,
  lag: 0,
  snapshot: null,
} as Status
const figures = { number: String, time: (ms: number) => `${ms} ms`, day: (ms: number) => `day ${ms} ms` }
const said = (more: Partial<Status>, words = en) =>
  headlineOf({ ...running, ...more }, 7, words, figures, slot => slot * 1000)

test('the first line says up to when everything is confirmed', () => {
  expect(said({})).toEqual({
    title: 'Everything up to 28000 ms is confirmed.',
    line: '2 newer blocks are being confirmed. A block needs 5 of 7 votes, and so does the block after it; usually that takes 2 seconds.',
  })
  expect(said({ head: spot(10, 28) }).line).toBe(en.head.settled)
  expect(said({ finalityLag: 60 }).line).toBe(en.head.tooFew)
})

test('whoever is alone, offline, new or behind is told so', () => {
  expect(said({ life: 'offline' }).line).toBe(en.head.offline)
  expect(said({ stage: 'alone' }).title).toBe('Nobody is connected. What you see is as of 28000 ms.')
  expect(said({ stage: 'alone', slot: 80_000 }).title).toContain('as of day 28000 ms')
  expect(said({ stage: 'alone', final: null }).title).toBe(en.head.alone)
  expect(said({ stage: 'joining', snapshot: { here: 5, total: 9 } }).line).toContain('5 of 9')
  expect(said({ stage: 'joining' }).line).toBe(en.head.joining)
  expect(said({ stage: 'behind', lag: 40 }).line).toContain('40')
})

test('every language says something for everything', () => {
  const leaves = (words: object, path = ''): string[] =>
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'object' ? leaves(value, `${path}${key}.`) : [`${path}${key}`],
    )
  expect(leaves(zh).sort()).toEqual(leaves(en).sort())
  expect(said({}, zh).line).toContain('5')
})
