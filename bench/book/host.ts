// The same stream inside the module host: every operation a command of the book's module, over the ledger's records.
import type { Bytes } from '../../src/bytes/bytes.ts'
import type { Refusal } from '../../src/chain/codes.ts'
import { BlockContext } from '../../src/chain/context.ts'
import type { Tree } from '../../src/chain/tree/tree.ts'
import { cancel } from '../../src/market/book/cancel.ts'
import { traded } from '../../src/market/book/events.ts'
import { place } from '../../src/market/book/place.ts'
import { BUY, SELL } from '../../src/market/book/records.ts'
import type { Town } from '../town.ts'
import { type Ran, since } from './run.ts'
import { FIRST_PLACE, type Operation, type Stream } from './stream.ts'

/** As many operations share a draft of the state, and then its root. */
const A_BLOCK = 1000

export function runHosted(
  { community, begin, accounts }: Town,
  { before, operations }: Stream,
): Ran & { readonly refused: number } {
  let trades = 0
  // Who has several orders may meet their own, which does not stop a match but makes another one of it.
  let refused = 0
  let tree: Tree = begin.tree
  let context = opened()

  function opened(): BlockContext {
    return new BlockContext(community, tree.edit(), 1, { slot: 1, finalHeight: 0 })
  }

  function close(): void {
    for (const { event } of context.events) if (event === traded.name) trades += 1
    tree = context.commit()
    tree.root()
    context = opened()
  }

  const ownerOf = (book: number, number: number): Bytes => accounts[(book + number) % accounts.length]!

  function run(operation: Operation): Refusal | undefined {
    // A book counts its orders from one.
    const number = operation.place - FIRST_PLACE
    const name = { kind: 0, interval: 1 + operation.book }
    context.account = ownerOf(operation.book, number)
    if (operation.kind === 'cancel') return cancel.execute(context, { ...name, number })
    const side = operation.side === 'buy' ? BUY : SELL
    const { price, energy } = operation
    const more = { terms: 'gate', until: null, tag: 0, traits: 0, names: [] } as const
    return place.execute(context, { ...name, side, price, energy, ...more })
  }

  function runAll(all: readonly Operation[]): void {
    for (const [i, operation] of all.entries()) {
      const moment = context.moment()
      if (run(operation)) {
        context.undo(moment)
        refused += 1
      }
      if ((i + 1) % A_BLOCK === 0) close()
    }
    close()
  }

  runAll(before)
  trades = 0
  const start = process.cpuUsage()
  runAll(operations)
  return { cpu: since(start), trades, energy: 0, refused }
}
