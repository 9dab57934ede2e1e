// Random markets of single intervals and blocks over thin lines: the ledger against a slow, obvious market.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bench, deviceKey, drawing } from '../testing.ts'
import { SlowMarket } from './blocks.testing.ts'
import { deal, marketBench, trades, who } from './book.testing.ts'
import { Lines } from './engine/lines.testing.ts'
import { blockOf, lengthOf } from './product.ts'
import { freed, holdings, SELL, unsettled } from './records.ts'

const FIRST = 1
const INTERVALS = 4
const LENGTHS = [1, 2, 3]
const PEOPLE = [2, 3, 4, 5, 6]
const WATTS = { importW: 4_000_000, exportW: 4_000_000, solar: true }

interface Stats {
  trades: number
  blocks: number
  /** Trades in other books than that of the deed, single intervals and blocks. */
  elsewhere: [number, number]
}

function play(seed: number, stats: Stats): void {
  const draw = drawing(seed)
  const pockets = 2 + draw(3)
  const zones = Array.from({ length: pockets }, () => draw(2))
  // Mostly so thin that what crosses waits for room.
  const wh = () => [1 + draw(3), 1 + draw(6), 1 + draw(12), 1000][draw(4)]!
  const shape = Array.from({ length: pockets - 1 }, (_, i) => ({ to: draw(i + 1), fee: draw(4) }))
  const lines = Array.from(
    { length: INTERVALS },
    () =>
      new Lines(
        shape.map(line => ({ ...line, up: wh(), down: wh() })),
        zones,
      ),
  )
  const nameOf = (line: number) => `b${shape[line]!.to}-b${line + 1}`
  const place = PEOPLE.map(() => draw(pockets))
  const maxTrades = [1, 2, 3, 20][draw(4)]!
  const bench = marketBench(
    { blocks: LENGTHS.slice(1), openOrders: 32, aheadIntervals: 6 },
    // Often so little work for hooks that what is freed goes through over many blocks.
    { intervalSlots: 10_000, maxTrades, hookBudget: [1, 2, 5, 1000][draw(4)]! },
    undefined,
    {
      feeder: {
        slack: 'b0',
        buses: zones.map((zone, i) => ({ bus: `b${i}`, zone: `z${zone}` })),
        lines: shape.map(({ to, fee }, i) => ({
          ...{ from: `b${to}`, to: `b${i + 1}`, ratingW: 4000, feeMilli: fee },
        })),
      },
      // A quarter of an hour: so many Wh are four times as many watts.
      limits: lines.flatMap(({ lines: each }, interval) =>
        each.map(({ up, down }, i) => ({
          ...{ line: nameOf(i), from: FIRST + interval, to: FIRST + interval },
          ...{ forwardW: 4 * down, reverseW: 4 * up },
        })),
      ),
      points: PEOPLE.map((number, i) => ({ device: deviceKey(number), bus: `b${place[i]}`, ...WATTS })),
    },
  )
  const slow = new SlowMarket(FIRST, lines, LENGTHS, maxTrades)
  const found: unknown[] = []
  for (let step = 0; step < 50; step++) {
    const at = draw(PEOPLE.length)
    const account = bench.account(who(PEOPLE[at]!))
    const length = LENGTHS[draw(LENGTHS.length)]!
    const interval = FIRST + draw(INTERVALS - length + 1)
    const kind = blockOf(0, length)
    const name = { kind, interval }
    const open = bench.state.get(holdings, [account, kind, interval])?.orders ?? []
    const chosen = open[draw(open.length || 1)]
    if (chosen && draw(6) === 0) {
      const rest = draw(3) === 0 ? draw(chosen.rest) : 0
      const what = { ...name, number: chosen.place }
      const became =
        rest > 0
          ? deal(bench, who(PEOPLE[at]!), 'book/replace', { ...what, price: chosen.price, energy: rest })
          : deal(bench, who(PEOPLE[at]!), 'book/cancel', what)
      expect(became).toBe('done')
      slow.shrink(interval, length, chosen.place, rest)
    } else {
      const side = draw(2)
      const other = draw(PEOPLE.length)
      const names = draw(5) === 0 && other !== at ? [bench.account(who(PEOPLE[other]!))] : []
      const only = names.length > 0 && draw(2) === 0
      const [solar, local] = [draw(6) === 0, draw(6) === 0]
      const [price, energy] = [(side === SELL ? 100 : 104) + draw(6), 1 + draw(9)]
      const terms = (['gate', 'gate', 'gate', 'gate', 'ioc', 'fok'] as const)[draw(6)]!
      const traits = (solar ? 1 : 0) + (local ? 2 : 0) + (only ? 4 : 0)
      const asked = { ...name, side, price, energy, terms, until: null, tag: 0, traits, names }
      const became = deal(bench, who(PEOPLE[at]!), 'book/place', asked)
      const order = {
        ...{ owner: at, side: side === SELL ? ('sell' as const) : ('buy' as const), price, rest: energy },
        ...{ pocket: place[at]!, solar, local, names: names.map(() => other), only },
      }
      expect(became).toBe(slow.enter(interval, length, order, terms) ? 'done' : 'book/unfillable')
    }
    for (let blocks = 0; blocks === 0 || isUnderWay(bench); blocks++) {
      if (blocks > 0) bench.block([])
      for (const { kind: its, interval: first, buy, sell, energy, price, fee } of trades(bench)) {
        found.push({ buy, sell, energy, price, fee, interval: first, length: lengthOf(its) })
        stats.trades += 1
        if (its > 0) stats.blocks += 1
        if (its !== kind || first !== interval) stats.elsewhere[its > 0 ? 1 : 0] += 1
      }
    }
    expect(found).toEqual(slow.trades)
  }
  expect(standing(bench)).toEqual(slow.rests().toSorted())
}

const isUnderWay = ({ state }: Bench): boolean =>
  state.get(freed, []) !== undefined || state.first(unsettled, []) !== undefined

const standing = (bench: Bench): string[] =>
  [...bench.state.each(holdings)]
    .flatMap(({ key: [, kind, interval], value }) =>
      value.orders.map(({ place, rest }) => `${interval}+${lengthOf(kind)} ${place}:${rest}`),
    )
    .sort()

test('single intervals and blocks share thin lines as the slow market has it', () => {
  const stats: Stats = { trades: 0, blocks: 0, elsewhere: [0, 0] }
  fc.assert(
    fc.property(fc.integer(), seed => play(seed, stats)),
    { numRuns: 60, seed: 5 },
  )
  expect(stats.trades).toBeGreaterThan(300)
  expect(stats.blocks).toBeGreaterThan(100)
  // Room that one book frees is used by others, of either sort.
  expect(Math.min(...stats.elsewhere)).toBeGreaterThan(2)
}, 120_000)
