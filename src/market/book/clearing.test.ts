// What a call would come to before its gate is what it comes to at it.
import { expect, test } from 'vitest'
import { drawing } from '../testing.ts'
import { asked, buys, marketBench, sells } from './book.testing.ts'

const NAME = { kind: 0, interval: 1 }

test('before its gate a call says at what price most would trade', () => {
  const draw = drawing(5)
  for (let round = 0; round < 12; round++) {
    const bench = marketBench({ mechanism: 'clear', potFee: 2, mostPrice: 5000 })
    expect(asked(bench, 'clearing', NAME)).toBeNull()
    for (let i = 0; i < 8; i++) {
      // Who buys sells nothing: what would be sold to oneself is in the sums, and trades with nobody.
      const [number, price, energy] = [3 + draw(4), 100 + draw(30), 1 + draw(50)]
      const order =
        draw(2) === 0 ? buys(bench, number, { price, energy }) : sells(bench, 7 + draw(4), { price, energy })
      expect(order).toBe('done')
    }
    const before = asked(bench, 'clearing', NAME)
    bench.block([], 90)
    bench.block([])
    expect(asked(bench, 'clearing', NAME)).toBeNull()
    expect(asked(bench, 'call', NAME)).toEqual(before)
    expect(asked(bench, 'book', NAME)?.energy ?? 0).toBe(before?.energy ?? 0)
  }
})

test('where orders trade as they come there is nothing to call', () => {
  const bench = marketBench({})
  sells(bench, 3, { price: 100, energy: 10 })
  expect(asked(bench, 'clearing', NAME)).toBeNull()
})
