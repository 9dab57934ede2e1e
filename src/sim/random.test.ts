import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed gives the same draws, and streams are independent', () => {
  const draws = (random: Random) => Array.from({ length: 20 }, () => random.next())
  expect(draws(new Random('a'))).toEqual(draws(new Random('a')))
  expect(draws(new Random('a'))).not.toEqual(draws(new Random('b')))
  const one = new Random('a')
  const early = draws(one.stream('x'))
  one.next()
  expect(draws(one.stream('x'))).toEqual(early)
  expect(draws(one.stream('y'))).not.toEqual(early)
})

test('the first draws are pinned, so that a seed means the same in every version', () => {
  const random = new Random('pinned')
  expect(Array.from({ length: 4 }, () => random.next())).toMatchInlineSnapshot(`
    [
      18992365,
      516464341,
      2272556606,
      2496682536,
    ]
  `)
})

test('draws are below their bound, whole, and each as likely as the other', () => {
  const random = new Random('fair')
  const counts = new Array<number>(6).fill(0)
  for (let i = 0; i < 12_000; i++) counts[random.draw(6)]! += 1
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  for (const below of [1, 2, 3, 2 ** 31 + 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 + 7, Number.MAX_SAFE_INTEGER])
    for (let i = 0; i < 200; i++) {
      const value = random.draw(below)
      expect(Number.isSafeInteger(value) && value >= 0 && value < below).toBe(true)
    }
  // A draw that took a remainder alone would come out even too seldom or too often.
  let high = 0
  for (let i = 0; i < 4000; i++) if (random.draw(3 * 2 ** 30) >= 2 ** 31) high += 1
  expect(Math.abs(high - 1333)).toBeLessThan(150)
})

test('nothing lies below nought', () => {
  for (const below of [0, -1, 1.5, Number.NaN, 2 ** 53])
    expect(() => new Random('a').draw(below)).toThrow(RangeError)
})
