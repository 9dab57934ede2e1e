import { expect, test } from 'vitest'
import {
  aheadPath,
  type BookSight,
  bandPath,
  guessOf,
  paidPath,
  priceLines,
  pricesIn,
  Scale,
} from './curve.ts'

const level = (price: number) => ({ price, energy: 1000, orders: 1 })
const book = (interval: number, last: number | null, bid?: number, ask?: number): BookSight => ({
  ...{ kind: 0, interval, gate: 0, halted: 0, trades: 0, energy: 0, value: 0, last, low: last, high: last },
  bid: bid === undefined ? null : level(bid),
  ask: ask === undefined ? null : level(ask),
})

test('a guess lies between both sides, or is what there is', () => {
  expect(guessOf(book(0, 300, 200, 251))).toBe(225)
  expect(guessOf(book(0, 300, 200))).toBe(300)
  expect(guessOf(book(0, null, 200))).toBe(200)
  expect(guessOf(book(0, null))).toBeUndefined()
})

test('lines of whole steps have room for all prices', () => {
  expect(priceLines([])).toEqual([0, 100, 200, 300, 400])
  expect(priceLines([346]).at(-1)).toBe(400)
  expect(priceLines([-30, 700])).toEqual([-200, 0, 200, 400, 600, 800])
  expect(pricesIn([book(0, 1, 2, 3), book(1, null)])).toEqual([1, 2, 3])
})

test('a price and its height belong together', () => {
  const scale = new Scale({ from: 0, to: 9, low: 0, high: 400 }, { width: 100, height: 200 })
  expect([scale.x(0), scale.x(10)]).toEqual([0, 100])
  for (const price of [0, 1, 250, 400]) expect(scale.priceAt(scale.y(price))).toBe(price)
  expect([scale.priceAt(-50), scale.priceAt(500)]).toEqual([400, 0])
})

test('what was paid is steps, what is asked a line in its band', () => {
  const scale = new Scale({ from: 0, to: 9, low: 0, high: 400 }, { width: 100, height: 400 })
  const books = [book(0, 100), book(1, 200), book(3, 300), book(5, null, 100, 200), book(6, null, 200, 300)]
  expect(paidPath(books, 4, scale)).toBe('M0 300H10V200H20M30 100H40')
  expect(aheadPath(books, 4, scale)).toBe('M55 250L65 150')
  expect(bandPath(books, 4, scale)).toBe('M50 200H60V300H50ZM60 100H70V200H60Z')
  expect(aheadPath([book(5, 120)], 4, scale)).toBe('M50 280H60')
})
