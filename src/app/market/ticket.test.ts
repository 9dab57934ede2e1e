import { expect, test } from 'vitest'
import { bandAround } from '../../market/book/terms.ts'
import { BUY, collarOf, limitFor, reckon, SELL } from './ticket.ts'

const rules = {
  leastPrice: -50,
  mostPrice: 1000,
  mostEnergy: 100_000,
  deposit: 50,
  potFee: 7,
  fundFee: 5,
  collar: null,
}

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

test('the path’s fee is the buyer’s too', () => {
  expect(reckon(rules, { side: BUY, price: 264, energy: 2000 }, { path: 4 })).toMatchObject({
    ...{ energyPrice: 248, fee: 16, sum: 528_000 },
  })
  expect(reckon(rules, { side: SELL, price: 264, energy: 2000 }, { path: 4 })).toMatchObject({
    fee: 0,
    sum: 528_000,
  })
})

test('a limit is proposed that meets what reaches one, or stands beside the own side', () => {
  const none = { levels: [], meets: null }
  const of = (price: number, limit?: number, path = 0) => ({
    levels: [{ price, energy: 1, orders: 1, carried: limit === undefined ? 0 : 1 }],
    meets: limit === undefined ? null : { limit, path },
  })
  const [bids, asks] = [of(200, 184, 4), of(252, 268, 4)]
  expect(limitFor(BUY, { bids, asks }, rules)).toBe(268)
  expect(limitFor(SELL, { bids, asks }, rules)).toBe(184)
  expect(limitFor(BUY, { bids, asks: none }, rules)).toBe(200)
  expect(limitFor(SELL, { bids: none, asks }, rules)).toBe(252)
  // What the cable cannot carry is waited for.
  expect(limitFor(BUY, { bids, asks: of(190) }, rules)).toBe(200)
  expect(limitFor(BUY, { bids: none, asks: of(190) }, rules)).toBe(202)
  expect(limitFor(SELL, { bids: of(200), asks: none }, rules)).toBe(188)
  expect(limitFor(BUY, { bids: none, asks: none }, rules)).toBeUndefined()
  expect(limitFor(BUY, { bids: none, asks: of(995, 1007) }, rules)).toBe(1000)
})

test('a limit near the last price, as near as the ledger takes it', () => {
  const collar = { percent: 33, least: 20 }
  for (const last of [-301, -20, 0, 7, 100, 301]) {
    const band = bandAround(last, collar)
    expect(collarOf({ collar }, last)).toEqual({ least: last - band, most: last + band })
  }
  expect(collarOf({ collar }, null)).toBeUndefined()
  const wish = { side: BUY, energy: 1000 } as const
  expect(reckon({ ...rules, collar }, { ...wish, price: 133 }, { last: 100 })).toBeTypeOf('object')
  expect(reckon({ ...rules, collar }, { ...wish, price: 134 }, { last: 100 })).toBe('collar')
})
