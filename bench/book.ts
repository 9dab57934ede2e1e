// The book: the matching engine beside the order book that npm has, how its cost grows, and what a full line costs.

import { NO_GRID } from '../src/market/book/engine/grid.ts'
import { MemoryOrder } from '../src/market/book/engine/memory/level.ts'
import type { Grid } from '../src/market/book/engine/ports.ts'
import { runHosted } from './book/host.ts'
import { type Ran, runEngine, runOther } from './book/run.ts'
import { makeStream, type Stream } from './book/stream.ts'
import { median, type Report, round } from './figures.ts'
import { foundMarket } from './orders.ts'
import type { Town } from './town.ts'

const ROUNDS = 7
/** As much of the stream as the module host is given: it does many times the work. */
const HOSTED = 10_000

export async function book(report: Report): Promise<void> {
  const both = [1, 96].map(books => beside(report, books))
  growth(report)
  fullLine(report)
  // Last, for it has the engine look at other shelves and the heap hold a town, and what is bare should know neither.
  const town = await foundMarket(10_000, 0, { mostPrice: 20_000, potFee: 0, fundFee: 0 })
  for (const each of both) insideHost(report, town, each)
}

interface Beside {
  readonly stream: Stream
  readonly other: Times
  readonly where: string
}

/** The same operations one after the other to both, round by round; the first round warms up. */
function beside(report: Report, books: number): Beside {
  const stream = makeStream({ books, resting: 1000, operations: 200_000 })
  const [other, engine] = inTurns([() => runOther(stream), () => runEngine(stream)])
  if (other!.energy !== engine!.energy) throw new Error('the books disagree')
  const ratios = other!.cpu.map((cpu, i) => cpu / engine!.cpu[i]!)
  const where = books === 1 ? 'one book' : `${books} intervals`
  report({
    figure: `matching, to nodejs-order-book, ${where}`,
    value: round(median(ratios)),
    unit: 'ratio',
    atLeast: 3,
    note: `200,000 operations, ${engine!.trades} trades; ${perSecond(stream, engine!)} and ${perSecond(stream, other!)} operations a second of processor time; ratios ${ratios.map(each => round(each)).join(' ')}`,
  })
  return { stream, other: other!, where }
}

/** The same operations as commands of the book's module, over the ledger's records. */
function insideHost(report: Report, town: Town, { stream, other, where }: Beside): void {
  const part: Stream = { ...stream, operations: stream.operations.slice(0, HOSTED) }
  const [hosted] = inTurns([
    () => {
      const ran = runHosted(town, part)
      if (ran.refused > HOSTED / 1000) throw new Error(`the host refused ${ran.refused} operations`)
      return ran
    },
  ])
  report({
    figure: `the same inside the module host, to nodejs-order-book, ${where}`,
    value: round(perSecond(part, hosted!) / perSecond(stream, other)),
    unit: 'ratio',
    note: `the first ${HOSTED} operations, with money, records, events and a root every 1000; ${hosted!.trades} trades; ${perSecond(part, hosted!)} operations a second of processor time`,
  })
}

function growth(report: Report): void {
  const operations = 100_000
  const streams = [1000, 200_000].map(resting => makeStream({ books: 1, resting, operations }))
  const [small, large] = inTurns(streams.map(stream => () => runEngine(stream)))
  report({
    figure: 'cost of an operation from 1,000 to 200,000 resting orders',
    value: round(median(large!.cpu) / median(small!.cpu)),
    unit: 'ratio',
    atMost: 1.5,
    note: `${micros(small!, operations)} and ${micros(large!, operations)} µs`,
  })
}

/** Two pockets, and all that waits in the other one is cheaper than what is here, and cannot be had. */
function fullLine(report: Report): void {
  const operations = 100_000
  const stream = makeStream({ books: 1, resting: 1000, operations })
  const full: Grid = { ...NO_GRID, pockets: 2, carries: (buy, sell, energy) => (buy === sell ? energy : 0) }
  const behind = Array.from(
    { length: 10_000 },
    (_, i) => new MemoryOrder(1 + i, 'there', 'sell', 1000 + (i % 100), 10, 1),
  )
  const [none, many] = inTurns([() => runEngine(stream, full), () => runEngine(stream, full, behind)])
  if (none!.trades !== many!.trades) throw new Error('a full line let something through')
  report({
    figure: 'cost of an operation with 10,000 orders behind a full line, to none',
    value: round(median(many!.cpu) / median(none!.cpu)),
    unit: 'ratio',
    atMost: 1.5,
    note: `${micros(none!, operations)} and ${micros(many!, operations)} µs`,
  })
}

interface Times {
  readonly cpu: readonly number[]
  readonly trades: number
  readonly energy: number
}

/** Each round runs all of them; the first one warms up. */
function inTurns(works: readonly (() => Ran)[]): Times[] {
  const cpu: number[][] = works.map(() => [])
  const last: Ran[] = []
  for (let turn = 0; turn <= ROUNDS; turn++)
    for (const [i, work] of works.entries()) {
      last[i] = work()
      if (turn > 0) cpu[i]!.push(last[i]!.cpu)
    }
  return last.map(({ trades, energy }, i) => ({ cpu: cpu[i]!, trades, energy }))
}

const micros = ({ cpu }: Times, operations: number) => round((median(cpu) / operations) * 1000)
const perSecond = ({ operations }: Stream, { cpu }: Times) =>
  Math.round((operations.length / median(cpu)) * 1000)
