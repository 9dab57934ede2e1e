// Accounts: credits that stand for real money, held by members, moved in exact micro-credits.
import { compareBytes } from '../../bytes/bytes.ts'
import { ascending, bytes, integer, type Of, struct, uint } from '../../bytes/codec.ts'
import { add } from '../../bytes/integer.ts'
import type { Module } from '../../chain/module.ts'
import { accountId } from '../../chain/transaction.ts'
import { memberOf } from '../members/standing.ts'
import { CODES } from './codes.ts'
import { issued, redeemed, redemptionDeclined } from './events.ts'
import { generate } from './generate.ts'
import { invariants } from './invariants.ts'
import { issue } from './issue.ts'
import { setLine } from './line.ts'
import { setBalance } from './money.ts'
import { queries } from './queries.ts'
import { ACCOUNTS, balances, locks, MAX_LINE, openRedemptions, redemptions, totals } from './records.ts'
import { redeem } from './redeem.ts'
import { decline, pay } from './settle.ts'
import { transfer } from './transfer.ts'

const params = struct({})

/** What founders hold at the beginning, by the key of their first device. */
const genesis = struct({
  balances: ascending(
    struct({ device: bytes(32), amount: uint, line: integer(0, MAX_LINE) }),
    200_000,
    (a, b) => compareBytes(a.device, b.device),
  ),
})

export const accounts: Module<Of<typeof params>, Of<typeof genesis>> = {
  id: ACCOUNTS,
  name: 'accounts',
  tables: [balances, locks, redemptions, totals, openRedemptions],
  codes: CODES,
  params,
  genesis,
  begin(context, begin) {
    let supply = 0
    for (const { device, amount, line } of begin.balances) {
      supply = add(supply, amount)
      const account = accountId(context.genesisHash, device)
      if (!memberOf(context, account))
        throw new TypeError('a balance is for a device that no founder begins with')
      setBalance(context, account, { free: amount, line, held: 0 })
    }
    context.put(totals, [], { supply, redemptions: 0 })
  },
  commands: {
    transfer,
    issue,
    redeem,
    pay,
    decline,
    setLine,
  },
  queries,
  events: [issued, redeemed, redemptionDeclined],
  invariants,
  generate,
}
