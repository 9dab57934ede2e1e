// The engines that are measured, each fed with the same stream.
import { OrderBook, Side } from 'nodejs-order-book'
import { Matching } from '../../src/market/book/engine/engine.ts'
import { NO_GRID } from '../../src/market/book/engine/grid.ts'
import { MemoryOrder } from '../../src/market/book/engine/memory/level.ts'
import { MemoryShelf } from '../../src/market/book/engine/memory/shelf.ts'
import type { Grid, Trade } from '../../src/market/book/engine/ports.ts'
import type { Operation, Placing, Stream } from './stream.ts'

export interface Ran {
  /** Milliseconds of processor time, of all threads. */
  readonly cpu: number
  readonly trades: number
  readonly energy: number
}

/** The engine that the ledger runs, over plain memory. */
export function runEngine(
  { books, before, operations }: Stream,
  grid: Grid = NO_GRID,
  behind: readonly MemoryOrder[] = [],
): Ran {
  let trades = 0
  let energy = 0
  const clerk = {
    traded(trade: Trade<MemoryOrder>) {
      trades += 1
      energy += trade.energy
    },
    ended() {},
  }
  const steps = 1_000_000
  const engines = Array.from(
    { length: books },
    () => new Matching(new MemoryShelf<MemoryOrder>(), grid, clerk, steps),
  )
  for (const order of behind) engines[0]!.enter(order, 'gate', steps)
  const run = (operation: Operation) => {
    const engine = engines[operation.book]!
    if (operation.kind === 'cancel') engine.cancel(operation.place, steps)
    else {
      const { place, side, price, energy } = operation
      engine.enter(new MemoryOrder(place, place, side, price, energy), 'gate', steps)
    }
  }
  for (const placing of before) run(placing)
  const start = process.cpuUsage()
  for (const operation of operations) run(operation)
  return { cpu: since(start), trades, energy }
}

/** The order book of npm that we compare with. */
export function runOther({ books, before, operations }: Stream): Ran {
  let trades = 0
  let energy = 0
  const others = Array.from({ length: books }, () => new OrderBook())
  const place = ({ book, id, side, price, energy: size }: Placing) => {
    const { done, partial, partialQuantityProcessed } = others[book]!.limit({
      id,
      side: side === 'buy' ? Side.BUY : Side.SELL,
      size,
      price,
    })
    if (partial && partial.id !== id) energy += partialQuantityProcessed
    for (const each of done) if (each.id !== id) energy += each.size
    trades += done.length
  }
  const run = (operation: Operation) => {
    if (operation.kind === 'cancel') others[operation.book]!.cancel(operation.id)
    else place(operation)
  }
  for (const placing of before) place(placing)
  const start = process.cpuUsage()
  for (const operation of operations) run(operation)
  return { cpu: since(start), trades, energy }
}

/** Milliseconds of processor time since then. */
export function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
