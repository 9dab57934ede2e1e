// Random walks through markets: with halts, collars, fees and orders that go on in later blocks.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deviceKey, drawing } from '../testing.ts'
import { deal, marketBench, who } from './book.testing.ts'
import { traded } from './events.ts'
import { book } from './index.ts'
import { ownerOf } from './owner.ts'
import { blockOf, MAX_KINDS } from './product.ts'
import { BUY, matches, orders, SELL } from './records.ts'

test.each([
  ['cda', null, []],
  ['cda', 12, []],
  ['cda', null, [2, 3]],
  ['cda', 12, [2]],
  ['clear', null, []],
  ['bid', null, []],
] as const)(
  'random walks keep every invariant, and the random commands succeed: %s, %s, blocks of %s',
  (mechanism, hesitation, blocks) => {
    const seen = new Set<string>()
    let trades = 0
    let ofBlocks = 0
    fc.assert(
      fc.property(fc.integer(), seed => {
        const bench = marketBench(
          {
            ...{
              gateSlots: 3,
              aheadIntervals: blocks.length > 0 ? 4 : 2,
              historyIntervals: 1,
              deposit: 20,
              potFee: 1,
              fundFee: 2,
            },
            ...{ mechanism, hesitation, blocks },
            halt: mechanism === 'cda' ? { percent: 10, least: 5, within: 10, rest: 6 } : null,
            collar: mechanism === 'cda' ? { percent: 30, least: 20 } : null,
          },
          { intervalSlots: 20, maxTrades: 2, hookBudget: 10 },
        )
        const draw = drawing(seed)
        for (let step = 0; step < (blocks.length > 0 ? 250 : 100); step++) {
          const count = () => {
            trades += bench.happened(traded).length
            ofBlocks += bench.happened(traded).filter(({ kind }) => kind >= MAX_KINDS).length
          }
          if (draw(15) === 0) {
            bench.pass(1 + draw(8))
            count()
          }
          const result = bench.random('book', draw)
          if (!result) continue
          expect(result.result).toBe('queued')
          count()
          bench.block([])
          count()
          const { code } = bench.head.outcomes[0]!
          // An order that goes on may have taken it just now, or its own time may be over.
          if (
            code &&
            ![
              'book/not-yours',
              'book/under-way',
              'book/nothing-open',
              'book/no-match',
              'book/expired',
            ].includes(code)
          )
            expect(`${result.command}: ${code}`).toBe('done')
          seen.add(result.command)
        }
      }),
      { numRuns: 12, seed: 3 },
    )
    // A call makes few pairs of many orders, and not every match is confirmed.
    expect(trades).toBeGreaterThan(mechanism === 'cda' && hesitation === null ? 50 : 20)
    if (blocks.length > 0) expect(ofBlocks).toBeGreaterThan(5)
    for (const command of Object.keys(book.commands))
      if (command !== 'setPoint' && (command !== 'confirm' || hesitation !== null))
        expect(seen, 'nothing generates it').toContain(command)
  },
)

test.each([
  ['cda', null, []],
  ['cda', null, [2]],
  ['cda', 20, []],
  ['cda', 20, [2]],
  ['bid', null, []],
] as const)(
  'random orders on a street with a thin cable keep every invariant: %s, %s, blocks of %s',
  (mechanism, hesitation, blocks) => {
    const auction = mechanism === 'cda'
    let calls = 0
    const bus = (name: string, zone: string) => ({ bus: name, zone })
    const line = (from: string, to: string, ratingW: number, feeMilli: number) => ({
      from,
      to,
      ratingW,
      feeMilli,
    })
    const names = ['b1', 'b2', 'b3', 'b4']
    const watts = { importW: 400_000, exportW: 400_000, solar: true }
    fc.assert(
      fc.property(fc.integer(), seed => {
        const bench = marketBench(
          { potFee: 1, openOrders: 32, mechanism, hesitation, blocks },
          // Where there are blocks, hooks have so little work that each goes through over many of them.
          { maxTrades: 3, intervalSlots: 1000, ...(blocks.length > 0 ? { hookBudget: 3 } : {}) },
          undefined,
          {
            feeder: {
              slack: 'b0',
              buses: [
                bus('b0', 'up'),
                bus('b1', 'up'),
                bus('b2', 'up'),
                bus('b3', 'down'),
                bus('b4', 'down'),
              ],
              lines: [
                line('b0', 'b1', 9000, 1),
                line('b1', 'b2', 600, 4),
                line('b1', 'b3', 800, 3),
                line('b3', 'b4', 500, 2),
              ],
            },
            limits: [{ line: 'b1-b3', from: 2, to: 2, forwardW: 0, reverseW: 400 }],
            points: [2, 3, 4, 5, 6, 7]
              .map(i => ({ device: deviceKey(i), bus: names[i % 4]!, ...watts }))
              .sort((a, b) => Buffer.compare(a.device, b.device)),
          },
        )
        const draw = drawing(seed)
        let done = 0
        for (let step = 0; step < 120; step++) {
          const pending = [...bench.state.each(matches)]
          const match = pending[draw(pending.length || 1)]
          if (match && draw(3) === 0) {
            const [kind, interval, number] = match.key
            const taker = match.value.taker === BUY ? match.value.buyer : match.value.seller
            const device = bench.keys.find(key => ownerOf(bench.account(key)) === taker)!
            const became = deal(bench, device, 'book/confirm', { kind, interval, match: number })
            expect(['done', 'book/match-lapsed', 'book/no-match']).toContain(became)
          }
          const from = 2 + draw(6)
          const named = bench.account(who(2 + draw(6)))
          const names =
            auction && draw(4) === 0 && Buffer.compare(named, bench.account(who(from))) !== 0 ? [named] : []
          const asked = {
            kind: blocks.length > 0 && draw(3) === 0 ? blockOf(0, 2) : 0,
            interval: 1 + draw(2),
            side: draw(2) === 0 ? BUY : SELL,
            price: 90 + draw(20),
          }
          const traits = draw(4) + (names.length > 0 && draw(2) === 0 ? 4 : 0)
          const terms = (['gate', 'gate', 'gate', 'ioc', 'fok'] as const)[auction ? draw(5) : 0]!
          const energy = 1 + draw(120)
          const what = { ...asked, energy, terms, until: null, tag: 0, traits, names }
          const became = deal(bench, who(from), 'book/place', what)
          if (became === 'done') done += 1
          else expect(['book/unfillable', 'book/open-orders']).toContain(became)
        }
        expect(done).toBeGreaterThan(60)
        // Both gates; what is left has ended.
        while (bench.state.first(orders, [])) {
          bench.pass(100)
          calls += bench.happened(traded).length
        }
      }),
      { numRuns: 6, seed: 7 },
    )
    if (!auction) expect(calls).toBeGreaterThan(60)
  },
)
