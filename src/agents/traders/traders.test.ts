import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chanceOf } from '../chance.testing.ts'
import { TRADER_KINDS, TRADERS } from './kinds.ts'
import type { Shout, Side } from './trader.ts'
import { zip } from './zip.ts'

const LEAST = 1
const MOST = 400
const price = fc.integer({ min: LEAST, max: MOST })
const side = fc.constantFrom<Side>('buy', 'sell')
const heard = fc.record({
  shout: fc.record({ side, priceMilli: price, accepted: fc.boolean() }),
  active: fc.boolean(),
  look: fc.record({
    bidMilli: fc.option(price, { nil: undefined }),
    askMilli: fc.option(price, { nil: undefined }),
  }),
})

test.each(TRADER_KINDS)('%s says whole prices, never beyond its limit, whatever it hears', kind => {
  fc.assert(
    fc.property(
      side,
      price,
      fc.integer(),
      fc.array(heard, { maxLength: 60 }),
      (own, limitMilli, seed, all) => {
        const chance = chanceOf(seed)
        const trader = TRADERS[kind]({ side: own, limitMilli, leastMilli: LEAST, mostMilli: MOST, chance })
        for (const { shout, active, look } of all) {
          trader.hear(shout, active)
          const said = trader.say(look)
          if (said === undefined) continue
          expect(Number.isSafeInteger(said)).toBe(true)
          expect(said).toBeGreaterThanOrEqual(own === 'buy' ? LEAST : limitMilli)
          expect(said).toBeLessThanOrEqual(own === 'buy' ? limitMilli : MOST)
        }
      },
    ),
  )
})

test('zero intelligence says every price that makes no loss', () => {
  const brief = { limitMilli: 5, leastMilli: 1, mostMilli: 9, chance: chanceOf(1) }
  const said = (own: Side) => {
    const trader = TRADERS.zic({ ...brief, side: own })
    return new Set(Array.from({ length: 500 }, () => trader.say({ bidMilli: 3, askMilli: 7 })))
  }
  expect([...said('buy')].sort()).toEqual([1, 2, 3, 4, 5])
  expect([...said('sell')].sort()).toEqual([5, 6, 7, 8, 9])
})

describe('zip', () => {
  const seller = () =>
    zip({ side: 'sell', limitMilli: 100, leastMilli: LEAST, mostMilli: MOST, chance: chanceOf(7) })
  const nothing = { bidMilli: undefined, askMilli: undefined }
  const moved = (shout: Shout, active = true) => {
    const trader = seller()
    const before = trader.say(nothing)!
    for (let i = 0; i < 5; i++) trader.hear(shout, active)
    return trader.say(nothing)! - before
  }

  test('asks for more once somebody paid more', () => {
    expect(moved({ side: 'buy', priceMilli: 200, accepted: true })).toBeGreaterThan(0)
    expect(moved({ side: 'buy', priceMilli: 200, accepted: true }, false)).toBeGreaterThan(0)
  })

  test('asks for less after a bid below it was taken, or a cheaper offer was not', () => {
    expect(moved({ side: 'buy', priceMilli: 102, accepted: true })).toBeLessThan(0)
    expect(moved({ side: 'sell', priceMilli: 102, accepted: false })).toBeLessThan(0)
  })

  test('does not give way with nothing left to sell, nor to a bid that nobody took', () => {
    expect(moved({ side: 'sell', priceMilli: 102, accepted: false }, false)).toBe(0)
    expect(moved({ side: 'buy', priceMilli: 102, accepted: false })).toBe(0)
  })
})

test('the adaptive-aggressive come closer while nothing is known, and then near what was paid', () => {
  const chance = chanceOf(3)
  const buyer = TRADERS.aggressive({
    side: 'buy',
    limitMilli: 300,
    leastMilli: LEAST,
    mostMilli: MOST,
    chance,
  })
  const first = buyer.say({ bidMilli: 100, askMilli: 320 })!
  expect(first).toBeGreaterThan(100)
  expect(first).toBeLessThan(300)
  for (let i = 0; i < 20; i++) buyer.hear({ side: 'sell', priceMilli: 200, accepted: true }, true)
  expect(buyer.say({ bidMilli: 100, askMilli: 190 })).toBe(190)
  const said = buyer.say({ bidMilli: 150, askMilli: 290 })!
  expect(said).toBeGreaterThan(150)
  expect(said).toBeLessThan(220)
})

test('the adaptive-aggressive do not wait for ever for each other', () => {
  const chance = chanceOf(4)
  const buyer = TRADERS.aggressive({
    side: 'buy',
    limitMilli: 300,
    leastMilli: LEAST,
    mostMilli: MOST,
    chance,
  })
  for (let i = 0; i < 5; i++) buyer.hear({ side: 'sell', priceMilli: 200, accepted: true }, true)
  const said = Array.from({ length: 40 }, () => buyer.say({ bidMilli: 240, askMilli: 290 }))
  expect(said.some(each => each !== undefined && each > 240)).toBe(true)
})
