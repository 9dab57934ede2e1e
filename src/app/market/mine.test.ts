import { expect, test } from 'vitest'
import { type Held, mineOf } from './mine.ts'
import { BUY, SELL, type Side } from './ticket.ts'

const order = (place: number, rest: number) => ({
  ...{
    place,
    side: BUY as Side,
    price: 264,
    rest,
    pocket: 0,
    traits: 0,
    matched: 0,
    deposit: 0,
    until: null,
    tag: 0,
  },
})
const trade = (number: number, side: typeof BUY | typeof SELL, slot: number) => ({
  ...{ trade: number, slot, side, price: 250, fee: 14, energy: 1000 },
})
const held = (interval: number, orders: Held['orders'], recent: Held['recent'] = []): Held => ({
  ...{ kind: 0, interval, orders, recent, bought: 0, sold: 0, paid: 0, earned: 0, deposit: 0 },
})

test('an order is confirmed with what is left of it', () => {
  const final = [held(7, [order(1, 500), order(2, 500)])]
  const head = [held(8, [order(3, 500)]), held(7, [order(1, 500), order(2, 300)])]
  expect(
    mineOf(final, head).orders.map(({ interval, number, energy, confirmed }) => [
      interval,
      number,
      energy,
      confirmed,
    ]),
  ).toEqual([
    [7, 1, 500, true],
    [7, 2, 300, false],
    [8, 3, 500, false],
  ])
})

test('an order for a block is for the energy of all its intervals', () => {
  const block = { ...held(7, [order(1, 500)]), kind: 24 }
  expect(mineOf([block], [block]).orders).toMatchObject([
    { kind: 24, interval: 7, length: 4, energy: 2000, confirmed: true },
  ])
})

test('a buyer pays the fee, a seller gets the price; the newest is first', () => {
  const before = trade(1, SELL, 10)
  const { trades } = mineOf([held(7, [], [before])], [held(7, [], [before, trade(2, BUY, 12)])])
  expect(trades).toMatchObject([
    { number: 2, price: 264, sum: 264_000, confirmed: false },
    { number: 1, price: 250, sum: 250_000, confirmed: true },
  ])
})
