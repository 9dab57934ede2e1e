// What the accounts module keeps: balances, locks with a named reason, redemptions under way, and the supply.
import { bytes, int, integer, struct, text, u8, uint } from '../../bytes/codec.ts'
import { fixed, keyAccount, keyU8, keyU48, table } from '../../chain/table.ts'

export const ACCOUNTS = 2

/** References to payments outside the ledger, notes, reasons. */
export const MAX_NOTE_BYTES = 96

/** A credit line of a million credits: more is a matter for a bank, and all sums stay far from 2^53. */
export const MAX_LINE = 1_000_000_000_000

export const balances = table({
  module: ACCOUNTS,
  id: 1,
  name: 'balance',
  key: [keyAccount],
  /**
   * `free` micro-credits, below zero at most by `line`. What is locked is no longer free, nor is what the market holds:
   * locked, too, and kept here because it changes with every order.
   */
  value: struct({ free: int, line: integer(0, MAX_LINE), held: uint }),
  life: 'while it holds credits or has a credit line',
})

export const locks = table({
  module: ACCOUNTS,
  id: 2,
  name: 'lock',
  /** The account, the reason, and what the reason's module names it by. */
  key: [keyAccount, keyU8, fixed(16)],
  value: struct({ amount: uint }),
  life: 'until the reason’s module releases or spends it',
})

export const redemptions = table({
  module: ACCOUNTS,
  id: 3,
  name: 'redemption',
  key: [keyU48],
  value: struct({ account: bytes(20), amount: uint, reference: text(MAX_NOTE_BYTES) }),
  life: 'until the treasurer has paid or declined it',
})

export const totals = table({
  module: ACCOUNTS,
  id: 4,
  name: 'totals',
  key: [],
  /** Credits issued less credits redeemed; how many redemptions were ever asked for; how many are open by account. */
  value: struct({ supply: uint, redemptions: uint }),
  life: 'for good',
})

export const openRedemptions = table({
  module: ACCOUNTS,
  id: 5,
  name: 'open redemptions',
  key: [keyAccount],
  value: u8,
  life: 'while the account has a redemption open',
})
