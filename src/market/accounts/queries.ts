// What a wallet and the treasurer's desk ask.
import { bytes, int, list, struct, u8, uint } from '../../bytes/codec.ts'
import { pages, type Queries, query } from '../../chain/query.ts'
import { balanceOf } from './money.ts'
import { locks, redemptions, totals } from './records.ts'

/** A lock, with the number of its reason. */
const lockLine = struct({ reason: u8, name: bytes(16), amount: uint })
const MAX_LOCKS = 1000

export const queries: Queries = {
  balance: query({
    params: struct({ account: bytes(20) }),
    answer: struct({ free: int, line: uint, held: uint }),
    ask: (state, { account }) => balanceOf(state, account),
  }),
  locks: query({
    params: struct({ account: bytes(20) }),
    answer: list(lockLine, MAX_LOCKS),
    ask(state, { account }) {
      const lines: { reason: number; name: Uint8Array; amount: number }[] = []
      for (const { key, value } of state.each(locks, [account])) {
        if (lines.length === MAX_LOCKS) break
        lines.push({ reason: key[1], name: key[2], amount: value.amount })
      }
      return lines
    },
  }),
  redemptions: pages(redemptions, uint),
  supply: query({ params: struct({}), answer: uint, ask: state => state.get(totals, [])!.supply }),
}
