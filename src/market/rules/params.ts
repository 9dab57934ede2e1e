// How votes are held.
import { bytes, integer, optional, struct } from '../../bytes/codec.ts'
import type { ParamsOf } from '../../chain/module.ts'
import { MAX_OPEN, NAME, RULES } from './records.ts'

const slots = integer(1, 0xffff_ffff)

const params = struct({
  /** More than this share of the members must say yes; of all of them, so less than half can never do. */
  passPercent: integer(50, 99),
  /** How many proposals may be open at a time. */
  openProposals: integer(1, MAX_OPEN),
  /** How long a vote lasts. */
  leastSlots: slots,
  mostSlots: slots,
  /** A new version comes into force this many blocks after it was voted for, or later: time to update. */
  noticeBlocks: integer(1, 0xffff_ffff),
  /** What releases of the app are signed with, where the community names somebody who signs them. */
  releaseKey: optional(bytes(32)),
})
export type RulesParams = ReturnType<typeof params.read>

/** To ask for the parameters in force. */
export const rulesParams: ParamsOf<RulesParams> = { id: RULES, name: NAME, params }

/** The least there may be of anything that people need time for: with less, nothing could be voted on any more. */
const LEAST = 10

export function checkParams({ leastSlots, mostSlots, noticeBlocks }: RulesParams): string | undefined {
  if (leastSlots < LEAST) return `a vote could end before anybody has voted: it lasts ${LEAST} slots at least`
  // A proposal names its end and may have to wait for its block.
  if (mostSlots < leastSlots + LEAST)
    return `a vote must be able to last ${LEAST} slots longer than it has to`
  if (noticeBlocks < LEAST) return `nobody could update in time: the notice is ${LEAST} blocks at least`
  return undefined
}
