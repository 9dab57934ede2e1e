// A call on the ledger comes to the same trades as the replay of the same orders.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Deed, isPlacing } from '../relay/commands/market/orders.ts'
import { play } from '../relay/commands/market/play.ts'
import { toHex } from '../src/bytes/bytes.ts'
import { asked, buying, marketBench, selling, trades, who } from '../src/market/book/book.testing.ts'
import { placed } from '../src/market/book/events.ts'
import { BUY, orders } from '../src/market/book/records.ts'
import { type Bench, drawing, neighbours } from '../src/market/testing.ts'

const CALL = { collar: null, halt: null } as const
const NAME = { kind: 0, interval: 1 }
const GATE = 90

/** The orders that the newest block took in, as the replay reads them: their numbers say who came first. */
const taken = (bench: Bench): Deed[] =>
  bench.happened(placed).map(({ number, account, side, price, energy }) => ({
    ...{ place: `order ${number}`, id: String(number), account: toHex(account), interval: 1 },
    ...{ side: side === BUY ? ('buy' as const) : ('sell' as const), price, energy },
  }))

/** Blocks until the book has closed; all trades in order. */
function called(bench: Bench) {
  const made: ReturnType<typeof trades> = []
  let blocks = 0
  for (let slot = GATE; blocks === 0 || bench.state.first(orders, [0, 1]); slot++) {
    bench.block([], slot)
    made.push(...trades(bench))
    blocks += 1
  }
  return { made, blocks }
}

test.each(['clear', 'bid'] as const)('%s on the ledger trades as the replay does', mechanism => {
  let most = 0
  let total = 0
  fc.assert(
    fc.property(fc.integer(), seed => {
      const draw = drawing(seed)
      const bench = marketBench(
        { ...CALL, mechanism, openOrders: 32 },
        { hookBudget: 1 + draw(20), maxTrades: 1 + draw(4) },
      )
      const deeds: Deed[] = []
      let cancelled = false
      for (let block = 0; block < 4; block++) {
        const sent = Array.from({ length: draw(20) }, () => {
          const wanted = { price: 280 + draw(30), energy: 1 + draw(50) }
          return bench.send(who(2 + draw(8)), 'book/place', draw(2) === 0 ? buying(wanted) : selling(wanted))
        })
        bench.block(sent)
        bench.block([])
        deeds.push(...taken(bench))
        const [first] = deeds.filter(isPlacing)
        if (first && draw(3) === 0 && !cancelled) {
          cancelled = true
          const owner = bench.keys.find(key => toHex(bench.account(key)) === first.account)!
          bench.block([bench.send(owner, 'book/cancel', { ...NAME, number: Number(first.id) })])
          bench.block([])
          deeds.push({ place: 'a cancel', cancel: first.id })
        }
      }
      const { made, blocks } = called(bench)
      const played = play(deeds, mechanism, undefined)
      expect(made.map(({ buy, sell, price, energy }) => `${buy}-${sell} ${energy} at ${price}`)).toEqual(
        played.trades.map(({ buy, sell, price, energy }) => `${buy}-${sell} ${energy} at ${price}`),
      )
      if (mechanism === 'clear' && made.length > 0)
        expect(asked(bench, 'call', NAME)).toMatchObject({ price: made[0]!.price })
      most = Math.max(most, blocks)
      total += made.length
    }),
    { numRuns: 60, seed: 11 },
  )
  expect(total).toBeGreaterThan(300)
  expect(most).toBeGreaterThan(3)
})

test.each(['clear', 'bid'] as const)(
  '%s: ten thousand orders at one gate go through over several blocks',
  mechanism => {
    const crowd = 320
    const bench = marketBench(
      { ...CALL, mechanism, openOrders: 32 },
      { workBudget: 1_000_000, hookBudget: 5000 },
      neighbours(crowd),
    )
    const draw = drawing(5)
    bench.block(
      Array.from({ length: 32 * crowd }, (_, i) => {
        const wanted = { price: 200 + draw(200), energy: 1 + draw(500) }
        return bench.send(who(i % crowd), 'book/place', draw(2) === 0 ? buying(wanted) : selling(wanted))
      }),
    )
    bench.block([])
    const deeds = taken(bench)
    expect(deeds).toHaveLength(32 * crowd)
    const { made, blocks } = called(bench)
    expect(blocks).toBeGreaterThan(2)
    const { summary } = play(deeds, mechanism, undefined)
    expect({
      trades: made.length,
      energy: made.reduce((sum, { energy }) => sum + energy, 0),
      value: made.reduce((sum, { price, energy }) => sum + price * energy, 0),
    }).toEqual(summary)
  },
)
