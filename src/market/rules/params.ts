// How votes are held.
import { integer, struct } from '../../bytes/codec.ts'
import type { ParamsOf } from '../../chain/module.ts'
import { NAME, RULES } from './records.ts'

const slots = integer(1, 0xffff_ffff)

const params = struct({
  /** More than this share of the members must say yes; of all of them, so less than half can never do. */
  passPercent: integer(50, 99),
  /** How many proposals may be open at a time. */
  openProposals: integer(1, 64),
  /** How long a vote lasts. */
  leastSlots: slots,
  mostSlots: slots,
  /** A new version comes into force this many blocks after it was voted for, or later: time to update. */
  noticeBlocks: integer(1, 0xffff_ffff),
})
export type RulesParams = ReturnType<typeof params.read>

/** To ask for the parameters in force. */
export const rulesParams: ParamsOf<RulesParams> = { id: RULES, name: NAME, params }

export const checkParams = ({ leastSlots, mostSlots }: RulesParams): string | undefined =>
  leastSlots > mostSlots ? 'a vote would have to last longer than it may' : undefined
