// The treasurer ends a redemption: paid outside the ledger, so the credits go; or declined, so they come back.
import { struct, text, uint } from '../../bytes/codec.ts'
import { sub } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { type CommandContext, command } from '../../chain/module.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { hasRole } from '../members/standing.ts'
import { redeemed, redemptionDeclined } from './events.ts'
import { takeLocked, unlock } from './money.ts'
import { MAX_NOTE_BYTES, openRedemptions, redemptions, totals } from './records.ts'
import { redemptionName } from './redeem.ts'

export const payParams = struct({ number: uint, reference: text(MAX_NOTE_BYTES) })
export const declineParams = struct({ number: uint, reason: text(MAX_NOTE_BYTES) })

type Redemption = { readonly account: Uint8Array; readonly amount: number }

/** Closes an open redemption's records, or refuses. What becomes of its lock is the caller's. */
function close(context: CommandContext, number: number): Redemption | Refusal {
  if (!hasRole(context, context.account, 'treasurer')) return refuse('accounts/not-treasurer')
  const redemption = number <= MAX_U48 ? context.get(redemptions, [number]) : undefined
  if (!redemption) return refuse('accounts/no-redemption')
  const { account } = redemption
  context.delete(redemptions, [number])
  const open = context.get(openRedemptions, [account])!
  if (open > 1) context.put(openRedemptions, [account], open - 1)
  else context.delete(openRedemptions, [account])
  return redemption
}

export const pay = command({
  params: payParams,
  scope: 'administer',
  work: () => 2,
  execute(context, { number, reference }) {
    const closed = close(context, number)
    if ('code' in closed) return closed
    const { account, amount } = closed
    takeLocked(context, account, 'redemption', redemptionName(number), amount)
    const { supply, redemptions: asked } = context.get(totals, [])!
    context.put(totals, [], { supply: sub(supply, amount), redemptions: asked })
    context.emit(redeemed, { account, number, amount, reference })
    return undefined
  },
})

export const decline = command({
  params: declineParams,
  scope: 'administer',
  work: () => 2,
  execute(context, { number, reason }) {
    const closed = close(context, number)
    if ('code' in closed) return closed
    const { account, amount } = closed
    unlock(context, account, 'redemption', redemptionName(number), amount)
    context.emit(redemptionDeclined, { account, number, amount, reason })
    return undefined
  },
})
