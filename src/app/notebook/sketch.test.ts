import { expect, test } from 'vitest'
import type { PageSight, PieceSight } from '../../peer/api.ts'
import { BOARD, drawn, freePlace } from './sketch.ts'

const page = (account: string, sketch: readonly PieceSight[]): PageSight => ({
  ...{ account, name: '', picture: null, notices: [], sketch, frozen: false },
})
const bus = (id: string, x = 500, y = 300): PieceSight => ({ id, kind: 'bus', name: id, x, y })
const line = (id: string, from: string, to: string): PieceSight => ({ id, kind: 'line', from, to })

test('all pages make one picture, and a line may join what two have drawn', () => {
  const { buses, lines } = drawn([
    page('b', [bus('mill'), line('l', 'mill', 'barn')]),
    page('a', [bus('barn')]),
  ])
  expect(buses.map(({ id, account }) => [id, account])).toEqual([
    ['barn', 'a'],
    ['mill', 'b'],
  ])
  expect(lines).toMatchObject([{ from: 'mill', to: 'barn', account: 'b' }])
})

test('what hangs in the air is left out, and what lies outside is brought in', () => {
  const { buses, lines } = drawn([
    page('a', [bus('far', 1_000_000, 0), line('l', 'far', 'gone'), line('m', 'far', 'far')]),
    page('b', [bus('far', 1, 1)]),
  ])
  expect(buses).toHaveLength(1)
  expect(buses[0]!.account).toBe('a')
  expect(buses[0]!.x).toBeLessThan(BOARD.width)
  expect(buses[0]!.y).toBeGreaterThan(0)
  expect(lines).toEqual([])
})

test('a new point stands where nothing is', () => {
  const sketch: PieceSight[] = []
  for (let i = 0; i < 16; i++) {
    const { buses } = drawn([page('a', sketch)])
    const place = freePlace(buses)
    expect(buses.some(({ x, y }) => x === place.x && y === place.y)).toBe(false)
    sketch.push(bus(`b${i}`, place.x, place.y))
  }
})
