// Ten thousand random blocks of the modules' commands, with little work for hooks in each, give the same roots here as anywhere. This file runs under
// Node and in Chromium, and both are held against one hash: the last header commits, through its parents, to every
// state and every outcome on the way. A change of the protocol changes it; the new one is in the failing test's words.
import { expect, test } from 'vitest'
import { toHex } from '../src/bytes/bytes.ts'
import type { Transaction } from '../src/chain/transaction.ts'
import { Bench, neighbours } from '../src/market/testing.ts'
import { Random } from '../src/sim/random.ts'

const BLOCKS = 10_000
const LAST_HEADER = 'eaa31ea2e7e1bd4bae5d883b75056ce2942108a51792d25abad6823aaeb54f7d'

test(`${BLOCKS} random blocks`, () => {
  const random = new Random('determinism')
  const draw = (below: number) => random.draw(below)
  const bench = new Bench({
    founders: neighbours(8),
    rules: { leastSlots: 10, mostSlots: 200, noticeBlocks: 1_000_000 },
    genesis: { intervalSlots: 50, quotaSlots: 20, hookBudget: 12 },
  })
  const results = new Map<string, number>()
  for (let block = 0; block < BLOCKS; block++) {
    const transactions: Transaction[] = []
    for (let i = draw(3); i > 0; i--) {
      const modules = bench.registry.modules
      const deed = modules[draw(modules.length)]!.generate(bench.scene(), draw)
      if (deed)
        transactions.push(bench.sendEncoded(deed.actor.device, deed.module, deed.command, deed.params))
    }
    for (const result of bench.block(transactions, bench.slot + 1 + draw(draw(20) === 0 ? 200 : 3))) {
      const words = typeof result === 'string' ? result : result.code || result.status
      results.set(words, (results.get(words) ?? 0) + 1)
    }
  }
  // Blocks of nothing would prove nothing.
  expect(results.get('done')).toBeGreaterThan(BLOCKS / 4)
  expect(results.get('queued')).toBeGreaterThan(BLOCKS / 10)
  expect(toHex(bench.head.hash)).toBe(LAST_HEADER)
}, 240_000)
