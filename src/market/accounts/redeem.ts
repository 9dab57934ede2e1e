// A member turns credits back into real money: the credits are locked until the treasurer has paid or declined.
import { struct, text, uint } from '../../bytes/codec.ts'
import { divFloor } from '../../bytes/integer.ts'
import { refuse } from '../../chain/codes.ts'
import { command } from '../../chain/module.ts'
import { balanceOf, lock } from './money.ts'
import { MAX_NOTE_BYTES, openRedemptions, redemptions, totals } from './records.ts'

/** One account's redemptions at a time: the treasurer works them off by hand. */
export const MAX_OPEN_REDEMPTIONS = 8

export const redeemParams = struct({ amount: uint, reference: text(MAX_NOTE_BYTES) })

/** What a redemption's lock is named by. */
export function redemptionName(number: number): Uint8Array {
  const name = new Uint8Array(16)
  const view = new DataView(name.buffer)
  view.setUint32(8, divFloor(number, 2 ** 32))
  view.setUint32(12, number % 2 ** 32)
  return name
}

export const redeem = command({
  params: redeemParams,
  scope: 'trade',
  work: () => 2,
  execute(context, { amount, reference }) {
    const { account } = context
    if (amount < 1) return refuse('accounts/amount')
    // Also for who has left or is suspended: what is theirs is theirs. Credit that was lent is not paid out.
    const { free } = balanceOf(context, account)
    if (free < amount) return refuse('accounts/uncovered', free, amount)
    const open = context.get(openRedemptions, [account]) ?? 0
    if (open >= MAX_OPEN_REDEMPTIONS) return refuse('accounts/redemptions-open', open)
    const { supply, redemptions: asked } = context.get(totals, [])!
    const refusal = lock(context, account, 'redemption', redemptionName(asked), amount)
    if (refusal) return refusal
    context.put(totals, [], { supply, redemptions: asked + 1 })
    context.put(openRedemptions, [account], open + 1)
    context.put(redemptions, [asked], { account, amount, reference })
    return undefined
  },
})
