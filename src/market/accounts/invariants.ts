import type { Invariant } from '../../chain/module.ts'
import { lockedFor } from './money.ts'
import { REASONS } from './reasons.ts'
import { balances, locks, openRedemptions, redemptions, totals } from './records.ts'
import { redemptionName } from './redeem.ts'

const moneyIsConserved: Invariant = {
  name: 'free and locked credits make up the supply',
  check(state) {
    // What credit lines lend can take a part of the sum beyond 2^53, though never the whole.
    let sum = 0n
    for (const { value } of state.each(balances)) sum += BigInt(value.free) + BigInt(value.held)
    for (const { value } of state.each(locks)) sum += BigInt(value.amount)
    const { supply } = state.get(totals, [])!
    return sum === BigInt(supply) ? undefined : `credits sum to ${sum}, and ${supply} were issued`
  },
}

const linesHold: Invariant = {
  name: 'no balance is below its credit line, no record is empty',
  check(state) {
    for (const { value } of state.each(balances)) {
      if (value.free + value.line < 0) return `${value.free} with a line of ${value.line}`
      if (value.free === 0 && value.line === 0 && value.held === 0)
        return 'a balance that holds nothing is kept'
    }
    for (const { value } of state.each(locks)) if (value.amount < 1) return 'an empty lock is kept'
    return undefined
  },
}

const redemptionsAreLocked: Invariant = {
  name: 'every open redemption has its lock, and every such lock its redemption',
  check(state) {
    let open = 0
    for (const { key, value } of state.each(redemptions)) {
      open += 1
      const held = lockedFor(state, value.account, 'redemption', redemptionName(key[0]))
      if (held !== value.amount) return `redemption ${key[0]} of ${value.amount} has ${held} locked`
    }
    let counted = 0
    for (const { value } of state.each(openRedemptions)) counted += value
    let locked = 0
    for (const { key } of state.each(locks)) if (key[1] === REASONS.redemption.id) locked += 1
    if (counted !== open || locked !== open) return `${open} redemptions, ${counted} counted, ${locked} locks`
    return undefined
  },
}

export const invariants = [moneyIsConserved, linesHold, redemptionsAreLocked]
