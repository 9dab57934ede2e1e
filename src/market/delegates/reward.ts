// What a producer has of a block that is not empty: a share of the pot and one priority token. Tokens stay with the
// account that earned them; a line that is overloaded cuts those who burn one last. They order nothing else.
import type { Bytes } from '../../bytes/bytes.ts'
import { add } from '../../bytes/integer.ts'
import type { Context, Made } from '../../chain/module.ts'
import type { Reading, Writing } from '../../chain/store.ts'
import { belongs } from '../members/standing.ts'
import { payFromPot } from './pot.ts'
import { MAX_TOKENS, type Production, production, totals } from './records.ts'

const NOTHING: Production = { blocks: 0, tokens: 0, burnt: 0 }

const productionOf = (state: Reading, account: Bytes): Production =>
  state.get(production, [account]) ?? NOTHING

/** The end of every block. */
export function rewardProducer(context: Context, { producer, busy }: Made): void {
  if (!busy || !belongs(context, producer)) return
  const { blocks, tokens, burnt } = productionOf(context, producer)
  context.put(production, [producer], {
    blocks: add(blocks, 1),
    tokens: tokens < MAX_TOKENS ? tokens + 1 : tokens,
    burnt,
  })
  const count = context.get(totals, [])!
  context.put(totals, [], { ...count, blocks: add(count.blocks, 1) })
  payFromPot(context, producer)
}

export const priorityOf = (state: Reading, account: Bytes): number => productionOf(state, account).tokens

/** Burns one token; false where the account has none. */
export function burnPriority(state: Writing, account: Bytes): boolean {
  const { blocks, tokens, burnt } = productionOf(state, account)
  if (tokens === 0) return false
  state.put(production, [account], { blocks, tokens: tokens - 1, burnt: add(burnt, 1) })
  return true
}
