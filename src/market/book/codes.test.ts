// What a book does not take, each with its own code.
import { expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { ROLE } from '../members/roles.ts'
import { deviceKey, neighbours } from '../testing.ts'
import { buying, buys, deal, marketBench, numberOf, sells, trades, who } from './book.testing.ts'
import { halted } from './events.ts'
import { type BookParams, bookParams, checkParams } from './params.ts'

const some = { price: 100, energy: 10 }

test('bad orders', () => {
  const bench = marketBench({
    mostPrice: 5000,
    mostEnergy: 1000,
    openOrders: 2,
    kinds: ['electricity', 'heat'],
  })
  const codes = [
    [{ ...some, energy: 0 }, 'book/no-energy'],
    [{ ...some, energy: -5 }, 'book/negative-energy'],
    [{ ...some, energy: 1001 }, 'book/energy-most'],
    [{ ...some, energy: Number.MAX_SAFE_INTEGER }, 'book/energy-most'],
    [{ ...some, price: -1 }, 'book/floor'],
    [{ ...some, price: 5001 }, 'book/ceiling'],
    [{ ...some, price: Number.MAX_SAFE_INTEGER }, 'book/ceiling'],
    [{ ...some, kind: 2 }, 'book/kind'],
    [{ ...some, interval: 0 }, 'book/gate'],
    [{ ...some, interval: 5 }, 'book/ahead'],
    [{ ...some, interval: Number.MAX_SAFE_INTEGER }, 'book/ahead'],
    [{ ...some, until: 0 }, 'book/expired'],
    [{ ...some, traits: 4 }, 'book/names'],
    [{ ...some, names: [bench.account(who(3))] }, 'book/names'],
    [{ ...some, interval: 4, kind: 1 }, 'done'],
  ] as const
  for (const [wanted, code] of codes) expect(buys(bench, 3, wanted), code).toBe(code)
  expect(sells(bench, 3, { ...some, traits: 1 })).toBe('book/not-solar')
  expect(buys(bench, 3, { price: 5000, energy: 1000, interval: 4, kind: 1 })).toBe('done')
  expect(buys(bench, 3, { ...some, interval: 4, kind: 1 })).toBe('book/open-orders')
  const cancel = (params: object) => deal(bench, who(3), 'book/cancel', params)
  expect(cancel({ kind: 2, interval: 4, number: 1 })).toBe('book/kind')
  expect(cancel({ kind: 1, interval: Number.MAX_SAFE_INTEGER, number: 1 })).toBe('book/unknown-order')
})

test('a fraction has no form', () => {
  const bench = marketBench()
  const whole = bench.send(who(3), 'book/place', buying(some))
  // 10.5 as a CBOR half float where the energy stands.
  const at = whole.params.findIndex((byte, i) => byte === 24 && whole.params[i + 1] === 100) + 2
  const params = Uint8Array.of(...whole.params.slice(0, at), 0xf9, 0x49, 0x40, ...whole.params.slice(at + 1))
  expect(bench.block([bench.sendEncoded(who(3), 'book', 'place', params)])).toEqual(['kernel/form'])
})

test('past the gate by the slot of its block, and after the interval', () => {
  const bench = marketBench()
  bench.block([], 89)
  // In the block of slot 90, which is the gate's.
  expect(buys(bench, 3, some)).toBe('book/gate')
  bench.block([], 199)
  expect(buys(bench, 3, some)).toBe('book/interval')
  const before = marketBench()
  before.block([], 88)
  // In the block of slot 89: its batch is executed in the block after the gate, and still counts.
  expect(buys(before, 3, some)).toBe('done')
})

test('who is no member, or has nothing to cover an order with', () => {
  const founders = neighbours(5).map((each, i) => (i === 3 ? { ...each, credits: 1000, line: 500 } : each))
  const bench = marketBench({ deposit: 100 }, {}, [
    ...founders,
    { devices: [{ key: deviceKey(9), scopes: 7 }], roles: ROLE.regulator },
  ])
  expect(buys(bench, 3, { price: 151, energy: 10 })).toBe('book/uncovered')
  expect(buys(bench, 3, { price: 150, energy: 10 })).toBe('done')
  expect(sells(bench, 3, { price: 200, energy: 1 })).toBe('book/uncovered')
  expect(buys(bench, 9, some)).toBe('members/reads-only')
  expect(bench.do(who(0), 'members/suspend', { account: bench.account(who(4)), reason: '' })).toBe('done')
  expect(sells(bench, 4, some)).toBe('members/suspended')
})

test('below zero where the floor is: a seller pays, and locks what it would', () => {
  const bench = marketBench({ leastPrice: -300, potFee: 10 })
  expect(sells(bench, 3, { price: -100, energy: 10 })).toBe('done')
  expect(buys(bench, 4, { price: -50, energy: 10 })).toBe('done')
  expect(trades(bench)).toMatchObject([{ price: -100, fee: 10, energy: 10 }])
})

test('more than a connection is registered for', () => {
  const bench = marketBench()
  const account = bench.account(who(3))
  const point = { account, bus: '', importW: 4000, exportW: 999, solar: true }
  expect(bench.do(who(3), 'book/setPoint', point)).toBe('book/not-operator')
  expect(bench.do(who(0), 'book/setPoint', { ...point, bus: 'b1' })).toBe('book/bus')
  expect(bench.do(who(0), 'book/setPoint', { ...point, account: account.map(byte => byte ^ 1) })).toBe(
    'book/no-member',
  )
  expect(bench.do(who(0), 'book/setPoint', point)).toBe('done')
  // A quarter of an hour: 1000 Wh in, 249 out.
  expect(buys(bench, 3, { price: 100, energy: 600 })).toBe('done')
  expect(buys(bench, 3, { price: 100, energy: 401 })).toBe('book/capacity')
  expect(sells(bench, 3, { price: 200, energy: 250 })).toBe('book/capacity')
  expect(sells(bench, 3, { price: 200, energy: 249, traits: 1 })).toBe('done')
  // What is sold makes room to buy.
  buys(bench, 4, { price: 200, energy: 249 })
  expect(buys(bench, 3, { price: 100, energy: 650 })).toBe('book/capacity')
  expect(buys(bench, 3, { price: 100, energy: 649 })).toBe('done')
  // Of heat nobody registers anything.
  expect(sells(bench, 3, { price: 200, energy: 9000, interval: 2 })).toBe('book/capacity')
})

test('a collar around the last price', () => {
  const bench = marketBench({ collar: { percent: 25, least: 3 } })
  sells(bench, 3, { price: 201, energy: 10 })
  buys(bench, 4, { price: 201, energy: 5 })
  // 25 percent of 201 are 50, rounded down.
  expect(buys(bench, 4, { price: 150, energy: 1 })).toBe('book/collar')
  expect(buys(bench, 4, { price: 151, energy: 1 })).toBe('done')
  expect(sells(bench, 4, { price: 252, energy: 1 })).toBe('book/collar')
  expect(sells(bench, 4, { price: 251, energy: 1 })).toBe('done')
})

test('a book whose price runs away takes only cancels for a while', () => {
  const bench = marketBench({ halt: { percent: 10, least: 1, within: 30, rest: 20 } })
  sells(bench, 3, { price: 200, energy: 10 })
  sells(bench, 3, { price: 220, energy: 10 })
  sells(bench, 3, { price: 221, energy: 10 })
  buys(bench, 4, { price: 220, energy: 20 })
  expect(bench.happened(halted)).toEqual([])
  buys(bench, 5, { price: 221, energy: 3 })
  expect(bench.happened(halted)).toMatchObject([{ price: 221, from: 200 }])
  expect(buys(bench, 6, { price: 221, energy: 3 })).toBe('book/halted')
  expect(
    deal(bench, who(3), 'book/replace', { kind: 0, interval: 1, number: 3, price: 222, energy: 7 }),
  ).toBe('book/halted')
  expect(
    deal(bench, who(3), 'book/replace', { kind: 0, interval: 1, number: 3, price: 221, energy: 6 }),
  ).toBe('done')
  expect(buys(bench, 6, { price: 221, energy: 3, interval: 2 })).toBe('done')
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number: 3 })).toBe('done')
  bench.pass(12)
  expect(buys(bench, 6, { price: 221, energy: 3 })).toBe('done')
})

test('while nothing becomes final books take only cancels', () => {
  // This bench's single delegate never has a certificate: what is in its blocks waits for ever.
  const bench = marketBench({}, { staleSlots: 20 })
  expect(buys(bench, 3, some)).toBe('done')
  bench.pass(30)
  expect(sells(bench, 4, some)).toBe('book/stale')
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number: 1 })).toBe('done')
})

test('named neighbours first, or nobody else', () => {
  const bench = marketBench()
  const [five, six] = [5, 6].map(number => bench.account(who(number)))
  sells(bench, 4, { price: 100, energy: 10 })
  sells(bench, 5, { price: 110, energy: 10 })
  sells(bench, 6, { price: 120, energy: 10, traits: 4, names: [bench.account(who(8))] })
  buys(bench, 7, { price: 120, energy: 15, names: [five!] })
  expect(trades(bench)).toMatchObject([
    { sell: 2, energy: 10 },
    { sell: 1, energy: 5 },
  ])
  buys(bench, 7, { price: 120, energy: 15, traits: 4, names: [six!] })
  expect(trades(bench)).toEqual([])
  buys(bench, 8, { price: 120, energy: 7 })
  expect(trades(bench)).toMatchObject([
    { sell: 1, energy: 5 },
    { sell: 3, energy: 2 },
  ])
})

test('a full line keeps apart who is behind it, and energy the other way makes room', () => {
  const buses = ['b1', 'b2', 'b3'].map(bus => ({ bus, zone: null }))
  const line = (from: string, to: string, ratingW: number, feeMilli: number) => ({
    from,
    to,
    ratingW,
    feeMilli,
  })
  const at = (number: number, bus: string) => ({
    device: deviceKey(number),
    bus,
    importW: 40_000,
    exportW: 40_000,
    solar: false,
  })
  const bench = marketBench({}, {}, neighbours(12), {
    feeder: {
      slack: 'b0',
      buses: [{ bus: 'b0', zone: null }, ...buses],
      lines: [line('b0', 'b1', 40_000, 1), line('b1', 'b2', 4000, 5), line('b1', 'b3', 40_000, 2)],
    },
    limits: [],
    points: [at(3, 'b2'), at(4, 'b3'), at(5, 'b2'), at(6, 'b1')],
  })
  expect(buys(bench, 7, some)).toBe('book/no-point')
  // 1000 Wh fit through b1–b2 in a quarter of an hour.
  sells(bench, 3, { price: 100, energy: 1500 })
  sells(bench, 6, { price: 104, energy: 300 })
  buys(bench, 4, { price: 200, energy: 1600 })
  expect(trades(bench)).toMatchObject([
    // 104 + 2 from the neighbouring bus is less than 100 + 7.
    { sell: 2, price: 104, fee: 2, energy: 300 },
    { sell: 1, price: 100, fee: 7, energy: 1000 },
  ])
  // It rests with 300 against 500 that cannot be carried; then somebody behind the line buys from before it.
  sells(bench, 6, { price: 150, energy: 200 })
  expect(trades(bench)).toMatchObject([{ buy: 3, price: 198, energy: 200 }])
  sells(bench, 6, { price: 120, energy: 50, terms: 'ioc' })
  expect(trades(bench)).toMatchObject([{ buy: 3, energy: 50 }])
  sells(bench, 4, { price: 90, energy: 60 })
  buys(bench, 5, { price: 99, energy: 60 })
  expect(trades(bench)).toMatchObject([
    { sell: 6, buy: 7, price: 90, fee: 7, energy: 60 },
    // Room for 60 more out of b2, of which the order that waited takes what it lacks.
    { sell: 1, buy: 3, price: 100, fee: 7, energy: 50 },
  ])
})

test('a call takes neither haste nor, at one price, wishes; and nothing back once its gate has closed', () => {
  const call = { collar: null, halt: null } as const
  for (const mechanism of ['clear', 'bid'] as const) {
    const bench = marketBench({ ...call, mechanism })
    const named = [bench.account(who(5))]
    expect(buys(bench, 3, { ...some, terms: 'ioc' })).toBe('book/call-terms')
    expect(buys(bench, 3, { ...some, terms: 'fok' })).toBe('book/call-terms')
    expect(buys(bench, 3, { ...some, names: named })).toBe('book/call-names')
    expect(buys(bench, 3, { ...some, traits: 4, names: named })).toBe('book/call-names')
    expect(buys(bench, 3, { ...some, traits: 2 })).toBe(mechanism === 'clear' ? 'book/call-traits' : 'done')
    expect(buys(bench, 3, some)).toBe('done')
    const number = numberOf(bench)
    expect(sells(bench, 4, some)).toBe('done')
    expect(trades(bench)).toEqual([])
    // In the block of the last slot before the gate it can still go.
    bench.block([], 88)
    expect(deal(bench, who(4), 'book/cancel', { kind: 0, interval: 1, number: number + 1 })).toBe('done')
    const late = { kind: 0, interval: 1, number }
    expect(deal(bench, who(3), 'book/cancel', late)).toBe('book/unknown-order')
  }
})

test('while a call goes on over several blocks nothing is taken back', () => {
  const bench = marketBench({ collar: null, halt: null, mechanism: 'clear' }, { hookBudget: 1, maxTrades: 1 })
  for (let i = 0; i < 6; i++) {
    expect(buys(bench, 3, { price: 100 + i, energy: 10 })).toBe('done')
    expect(sells(bench, 4, { price: 50 + i, energy: 10 })).toBe('done')
  }
  bench.block([], 90)
  expect(deal(bench, who(3), 'book/cancel', { kind: 0, interval: 1, number: 1 })).toBe('book/gate')
  expect(deal(bench, who(3), 'book/cancelAll', { book: null, most: 9 })).toBe('book/gate')
})

test('genesis has no call with one price over a feeder, nor one with a collar', () => {
  const street = { slack: 'b0', buses: [{ bus: 'b0', zone: null }], lines: [] }
  const call = { collar: null, halt: null, mechanism: 'clear' } as const
  expect(() => marketBench(call, {}, undefined, { feeder: street })).toThrow('who is cut')
  expect(() => marketBench({ ...call, collar: { percent: 5, least: 1 } })).toThrow('collar')
})

test('no vote takes a kind away, or changes how orders come to trades', () => {
  const bench = marketBench({ kinds: ['electricity', 'heat'] })
  const before = paramsOf(bench.state, bookParams)
  const change = (changes: Partial<BookParams>) => checkParams({ ...before, ...changes }, before)
  expect(change({ kinds: ['electricity', 'heat', 'gas'] })).toBeUndefined()
  expect(change({ kinds: ['electricity'] })).toContain('kind')
  expect(change({ kinds: ['heat', 'electricity'] })).toContain('kind')
  expect(change({ mechanism: 'bid', collar: null, halt: null })).toContain('for good')
  const proposal = (kinds: string[]) => ({
    change: { kind: 'parameters', module: 'book', params: encode(bookParams.params, { ...before, kinds }) },
    until: bench.slot + 5000,
  })
  expect(bench.do(who(3), 'rules/propose', proposal(['electricity']))).toBe('rules/nonsense')
  expect(bench.do(who(3), 'rules/propose', proposal(['electricity', 'heat', 'gas']))).toBe('done')
})
