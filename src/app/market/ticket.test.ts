import { expect, test } from 'vitest'
import { BUY, limitFor, reckon, SELL } from './ticket.ts'

const rules = { leastPrice: -50, mostPrice: 1000, mostEnergy: 100_000, deposit: 50, potFee: 7, fundFee: 5 }
const level = (price: number) => ({ price, energy: 1, orders: 1 })

test('a buyer’s limit is all-in: the fee is in it, and the whole of it is set aside', () => {
  expect(reckon(rules, { side: BUY, price: 264, energy: 2000 })).toEqual({
    ...{ energyPrice: 252, fee: 12, sum: 528_000, setAside: 528_000 },
  })
})

test('a seller gets its limit at least, and sets a deposit aside', () => {
  expect(reckon(rules, { side: SELL, price: 264, energy: 2000 })).toEqual({
    ...{ energyPrice: 264, fee: 0, sum: 528_000, setAside: 100_000 },
  })
  // Below zero it would pay itself.
  expect(reckon(rules, { side: SELL, price: -10, energy: 1000 })).toMatchObject({
    sum: -10_000,
    setAside: 60_000,
  })
})

test('what the rules refuse is told before it is sent', () => {
  const wish = { side: BUY, price: 100, energy: 1 } as const
  expect(reckon(rules, { ...wish, energy: 100_001 })).toBe('energy-most')
  expect(reckon(rules, { ...wish, price: -51 })).toBe('floor')
  expect(reckon(rules, { ...wish, price: 1001 })).toBe('ceiling')
  const wide = { ...rules, mostPrice: 2 ** 40, mostEnergy: 2 ** 40 }
  expect(reckon(wide, { ...wish, price: 2 ** 30, energy: 2 ** 30 })).toBe('too-much')
})

test('a limit is proposed that meets the other side, or stands beside the own one', () => {
  const [bid, ask] = [level(200), level(252)]
  expect(limitFor(BUY, { bid, ask }, rules)).toBe(264)
  expect(limitFor(SELL, { bid, ask }, rules)).toBe(188)
  expect(limitFor(BUY, { bid, ask: null }, rules)).toBe(200)
  expect(limitFor(SELL, { bid: null, ask }, rules)).toBe(252)
  expect(limitFor(BUY, { bid: null, ask: null }, rules)).toBeUndefined()
  expect(limitFor(BUY, { bid: null, ask: level(995) }, rules)).toBe(1000)
})
