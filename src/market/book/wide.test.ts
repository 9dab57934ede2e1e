// A wide feeder: a full line between many who offer and many who ask, so that room on it is room between thousands of pairs.
import { expect, test } from 'vitest'
import { type Bench, deviceKey, neighbours } from '../testing.ts'
import { buying, marketBench, selling, trades, who } from './book.testing.ts'

const EACH = 70
/** Who trades against the flow, one at either end of the line. */
const [NEAR, FAR] = [2 + 2 * EACH, 3 + 2 * EACH]

function wide(genesis: object): Bench {
  const watts = { importW: 400_000, exportW: 400_000, solar: false }
  const left = Array.from({ length: EACH }, (_, i) => `l${i}`)
  const right = Array.from({ length: EACH }, (_, i) => `r${i}`)
  const line = (from: string, to: string, ratingW: number) => ({ from, to, ratingW, feeMilli: 0 })
  const bench = marketBench({}, genesis, neighbours(4 + 2 * EACH), {
    feeder: {
      slack: 'l',
      buses: ['l', 'r', ...left, ...right].map(bus => ({ bus, zone: null })),
      lines: [
        line('l', 'r', 400),
        ...left.map(bus => line('l', bus, 40_000)),
        ...right.map(bus => line('r', bus, 40_000)),
      ],
    },
    limits: [],
    points: [...left, ...right, 'l', 'r'].map((bus, i) => ({ device: deviceKey(2 + i), bus, ...watts })),
  })
  bench.block(
    left.flatMap((_, i) => [
      bench.send(who(2 + i), 'book/place', selling({ price: 100, energy: 50 })),
      bench.send(who(2 + EACH + i), 'book/place', buying({ price: 100, energy: 50 })),
    ]),
  )
  for (let i = 0; i < 5; i++) bench.block([])
  return bench
}

test.each([1, 16])(
  'what one sale against the flow frees is found among thousands of pairs: %s trades an order',
  maxTrades => {
    const bench = wide({ maxTrades, workBudget: 20_000 })
    const only = (number: number) => ({ price: 90, traits: 4, names: [bench.account(who(number))] })
    bench.block([bench.send(who(FAR), 'book/place', selling({ ...only(NEAR), energy: 30 }))])
    bench.block([bench.send(who(NEAR), 'book/place', buying({ ...only(FAR), energy: 30 }))])
    bench.block([])
    expect(bench.head.outcomes).toMatchObject([{ status: 'done' }])
    expect(trades(bench)).toMatchObject([
      { price: 90, energy: 30 },
      { price: 100, energy: 30 },
    ])
  },
)
