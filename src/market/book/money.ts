// Where fees go. The accounts named here have no key: members and modules decide what becomes of what is in them.
import type { Bytes } from '../../bytes/bytes.ts'
import { mul } from '../../bytes/integer.ts'
import type { Writing } from '../../chain/store.ts'
import { credit } from '../accounts/money.ts'
import { contribute } from '../delegates/pot.ts'
import type { Book } from './records.ts'

/** What the community has of every trade. No key hashes to this id, nor to the next. */
export const FUND: Bytes = new TextEncoder().encode('wattle/market/fund!!')
/** What is paid for lines and zones. */
export const GRID: Bytes = new TextEncoder().encode('wattle/market/grid!!')

/** The market fee of so much energy, in its two parts, and what lines have earned. */
export function payFees(
  state: Writing,
  { potFee, fundFee }: Pick<Book, 'potFee' | 'fundFee'>,
  energy: number,
  grid: number,
): void {
  contribute(state, mul(potFee, energy))
  const fund = mul(fundFee, energy)
  if (fund > 0) credit(state, FUND, fund)
  if (grid > 0) credit(state, GRID, grid)
}
