// Matches that their takers may think over.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../bytes/codec.ts'
import { heldOf } from '../accounts/money.ts'
import { type Bench, deviceKey, drawing } from '../testing.ts'
import { asked, buying, buys, deal, marketBench, selling, sells, trades, who } from './book.testing.ts'
import { type Flowing, type Plain, Reference } from './engine/reference.testing.ts'
import { cancelled, expired, lapsed, matched, placed } from './events.ts'

const NAME = { kind: 0, interval: 1 }
const locked = (bench: Bench, number: number) => heldOf(bench.state, bench.account(who(number)))
const confirms = (bench: Bench, number: number, match: number) =>
  deal(bench, who(number), 'book/confirm', { ...NAME, match })
const hesitant = (more = {}) => marketBench({ hesitation: 6, ...more })

test('a match is a trade once its taker has confirmed it', () => {
  const bench = hesitant({ deposit: 50, potFee: 2 })
  sells(bench, 3, { price: 100, energy: 10 })
  buys(bench, 4, { price: 200, energy: 4 })
  expect(trades(bench)).toEqual([])
  expect(bench.happened(matched)).toMatchObject([{ match: 1, price: 100, fee: 2, energy: 4, taker: 0 }])
  // Both locks stay, at what each had offered.
  expect([locked(bench, 3), locked(bench, 4)]).toEqual([500, 800])
  expect(asked(bench, 'depth', { ...NAME, most: 9, account: null }).asks.levels).toMatchObject([
    { price: 100, energy: 6, orders: 1 },
  ])
  expect(asked(bench, 'matches', { ...NAME, from: 0, most: 9 })).toMatchObject([
    { number: 1, match: { energy: 4 } },
  ])
  const pending = (number: number) =>
    asked(bench, 'pending', { account: bench.account(who(number)), most: 9 })
  for (const number of [3, 4])
    expect(pending(number)).toMatchObject([{ ...NAME, number: 1, match: { price: 100, taker: 0 } }])
  expect(pending(5)).toEqual([])
  expect(confirms(bench, 3, 1)).toBe('book/not-taker')
  expect(confirms(bench, 4, 2)).toBe('book/no-match')
  expect(confirms(bench, 4, 1)).toBe('done')
  expect(trades(bench)).toMatchObject([{ trade: 1, buy: 2, sell: 1, price: 100, fee: 2, energy: 4 }])
  expect([locked(bench, 3), locked(bench, 4)]).toEqual([500, 0])
  expect(confirms(bench, 4, 1)).toBe('book/no-match')
  expect(asked(bench, 'book', NAME)).toMatchObject({ trades: 1, energy: 4, last: 100 })
})

test('unconfirmed it lapses, and the resting offer keeps its place', () => {
  const bench = hesitant()
  sells(bench, 3, { price: 100, energy: 10 })
  sells(bench, 5, { price: 100, energy: 10 })
  buys(bench, 4, { price: 120, energy: 10 })
  expect(bench.happened(matched)).toMatchObject([{ sell: 1 }])
  const { until } = bench.happened(matched)[0]!
  bench.block([], until)
  expect(bench.happened(lapsed)).toEqual([])
  // In a block of its last slot it can still be confirmed; in the next one it has lapsed.
  bench.block([], until + 1)
  expect(bench.happened(lapsed)).toMatchObject([{ match: 1, energy: 10 }])
  expect(locked(bench, 4)).toBe(0)
  expect(confirms(bench, 4, 1)).toBe('book/no-match')
  buys(bench, 6, { price: 120, energy: 15 })
  expect(bench.happened(matched)).toMatchObject([
    { sell: 1, energy: 10 },
    { sell: 2, energy: 5 },
  ])
})

test('what lapses is offered to whoever came meanwhile', () => {
  const bench = hesitant()
  sells(bench, 3, { price: 100, energy: 10 })
  buys(bench, 4, { price: 120, energy: 10 })
  const { until } = bench.happened(matched)[0]!
  buys(bench, 5, { price: 110, energy: 4 })
  expect(bench.happened(matched)).toEqual([])
  bench.block([], until + 1)
  bench.block([])
  expect(bench.happened(matched)).toMatchObject([{ buy: 3, sell: 1, price: 100, energy: 4, taker: 0 }])
})

test('what was taken back does not wait again', () => {
  const bench = hesitant({ deposit: 10 })
  sells(bench, 3, { price: 100, energy: 10 })
  buys(bench, 4, { price: 120, energy: 4 })
  const { until } = bench.happened(matched)[0]!
  expect(deal(bench, who(3), 'book/cancel', { ...NAME, number: 1 })).toBe('done')
  expect(bench.happened(cancelled)).toMatchObject([{ energy: 6 }])
  // The taker may still have what it took.
  expect(locked(bench, 3)).toBe(40)
  bench.block([], until + 1)
  bench.block([])
  expect(locked(bench, 3)).toBe(0)
  expect(asked(bench, 'depth', { ...NAME, most: 9, account: null })).toMatchObject({
    bids: { levels: [] },
    asks: { levels: [] },
  })
})

test('at the gate all that is not confirmed has lapsed, and nothing stands', () => {
  const bench = hesitant({ hesitation: 80 })
  for (let i = 0; i < 5; i++) {
    sells(bench, 3, { price: 100, energy: 10 })
    buys(bench, 4, { price: 120, energy: 7 })
  }
  expect(locked(bench, 4)).toBeGreaterThan(0)
  bench.block([], 90)
  expect(bench.happened(lapsed)).not.toEqual([])
  expect(bench.happened(expired)).not.toEqual([])
  expect(locked(bench, 4)).toBe(0)
  expect(asked(bench, 'book', NAME)).toBeNull()
})

test('own orders at several prices, and nobody else’s, do not meet when something lapses', () => {
  const bench = hesitant()
  sells(bench, 3, { price: 100, energy: 10 })
  buys(bench, 3, { price: 110, energy: 10 })
  buys(bench, 3, { price: 105, energy: 10 })
  buys(bench, 4, { price: 120, energy: 10 })
  const { until } = bench.happened(matched)[0]!
  bench.block([], until + 1)
  bench.block([])
  expect(bench.happened(matched)).toEqual([])
  expect(asked(bench, 'depth', { ...NAME, most: 9, account: null })).toMatchObject({
    bids: { levels: [{ price: 110 }, { price: 105 }] },
  })
})

test('nothing is carried against a flow that may yet be called off', () => {
  const watts = { importW: 400_000, exportW: 400_000, solar: false }
  const bench = marketBench({ hesitation: 6 }, {}, undefined, {
    feeder: {
      slack: 'b0',
      buses: ['b0', 'b1'].map(bus => ({ bus, zone: null })),
      lines: [{ from: 'b0', to: 'b1', ratingW: 400, feeMilli: 0 }],
    },
    limits: [],
    // Even numbers live at b0, odd ones at b1; 100 Wh go between them.
    points: [2, 3, 4, 5, 6, 7].map(i => ({ device: deviceKey(i), bus: `b${i % 2}`, ...watts })),
  })
  const only = (number: number) => ({ price: 90, traits: 4, names: [bench.account(who(number))] })
  sells(bench, 2, { price: 100, energy: 300 })
  buys(bench, 3, { price: 100, energy: 300 })
  expect(bench.happened(matched)).toMatchObject([{ match: 1, energy: 100 }])
  sells(bench, 5, { ...only(4), energy: 60 })
  buys(bench, 4, { ...only(5), energy: 60 })
  expect(bench.happened(matched)).toMatchObject([{ match: 2, energy: 60 }])
  // Neither of them makes room for the other’s way; each does once it is a trade.
  expect(confirms(bench, 3, 1)).toBe('done')
  expect(bench.happened(matched)).toEqual([])
  expect(confirms(bench, 4, 2)).toBe('done')
  expect(bench.happened(matched)).toMatchObject([{ match: 3, buy: 2, sell: 1, energy: 60 }])
})

/** The book of the reference, told what the ledger says has come and lapsed; what it matches is its own. */
class Model {
  readonly expected: string[] = []
  private readonly reference: Reference
  private readonly orders = new Map<number, Plain>()
  private readonly gone = new Set<number>()

  constructor(fee: number) {
    const grid = { flows: [], pockets: 1, fee: () => fee, carries: (_b: number, _s: number, e: number) => e }
    const lines = { took: () => [], gave: () => [], local: () => true }
    this.reference = new Reference({ ...grid, ...lines } as Flowing, 64)
  }

  settle() {
    this.reference.settle()
    this.note()
  }

  place(order: Plain) {
    this.settle()
    this.orders.set(order.place, order)
    this.reference.enter(order, 'gate')
    this.note()
  }

  cancel(place: number) {
    this.settle()
    this.gone.add(place)
    this.reference.shrink(place, 0)
  }

  lapse(older: number, energy: number) {
    if (this.gone.has(older)) return
    const order = this.orders.get(older)!
    if (!this.reference.book.includes(order)) this.reference.book.push(order)
    order.rest += energy
  }

  private note() {
    for (const { buy, sell, energy, price } of this.reference.trades.splice(0))
      this.expected.push(`${buy}-${sell} ${energy} at ${price}`)
  }
}

test('with confirmations, lapses and cancels it matches as the reference does', () => {
  let [lapses, agreed, total] = [0, 0, 0]
  fc.assert(
    fc.property(fc.integer(), seed => {
      const draw = drawing(seed)
      const fee = draw(3)
      const bench = marketBench(
        { hesitation: 4, potFee: fee, openOrders: 32 },
        { intervalSlots: 1000, maxTrades: 64 },
      )
      const model = new Model(fee)
      const made: string[] = []
      const open: { match: number; taker: Uint8Array }[] = []
      const olders = new Map<number, number>()
      const follow = (cancels?: number) => {
        let fresh = true
        if (cancels !== undefined) model.cancel(cancels)
        for (const { event, data } of bench.head.events) {
          if (event === 'placed') {
            const { number, account, side, price, energy } = decode(placed.data, data)
            model.place({
              ...{
                place: number,
                owner: account.join(),
                side: side === 0 ? 'buy' : 'sell',
                price,
                rest: energy,
              },
              ...{ pocket: 0, solar: false, local: false, names: [], only: false },
            })
          } else if (event === 'matched') {
            const { match, buy, sell, energy, price, taker, buyer, seller } = decode(matched.data, data)
            made.push(`${buy}-${sell} ${energy} at ${price}`)
            olders.set(match, taker === 0 ? sell : buy)
            open.push({ match, taker: taker === 0 ? buyer : seller })
          } else if (event === 'lapsed') {
            const { match, energy } = decode(lapsed.data, data)
            // What lapsed in blocks before has been offered again by now.
            if (fresh) model.settle()
            fresh = false
            model.lapse(olders.get(match)!, energy)
            lapses += 1
          }
        }
      }
      for (let step = 0; step < 60; step++) {
        const from = who(2 + draw(5))
        const what = draw(10)
        let cancels: number | undefined
        if (what < 6) {
          const wanted = { price: 90 + draw(20), energy: 1 + draw(30) }
          bench.block([bench.send(from, 'book/place', draw(2) === 0 ? buying(wanted) : selling(wanted))])
        } else if (what < 8 && open.length > 0) {
          const [{ match, taker }] = open.splice(draw(open.length), 1) as [(typeof open)[number]]
          const device = bench.keys.find(key => bench.account(key).join() === taker.join())!
          bench.block([bench.send(device, 'book/confirm', { ...NAME, match })])
        } else {
          const number = 1 + draw(20)
          bench.block([bench.send(from, 'book/cancel', { ...NAME, number })])
          cancels = number
        }
        follow()
        bench.block([])
        const { status } = bench.head.outcomes[0]!
        if (status === 'done' && what >= 6 && cancels === undefined) agreed += 1
        follow(status === 'done' ? cancels : undefined)
      }
      // What has just lapsed is offered again in the next block.
      do {
        bench.block([])
        follow()
      } while (bench.happened(lapsed).length > 0)
      model.settle()
      expect(made).toEqual(model.expected)
      total += made.length
    }),
    { numRuns: 40, seed: 21 },
  )
  expect(total).toBeGreaterThan(400)
  expect(lapses).toBeGreaterThan(200)
  expect(agreed).toBeGreaterThan(30)
})
