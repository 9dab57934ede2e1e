// What the community decides about its delegates.
import { integer, oneOf, struct } from '../../bytes/codec.ts'
import type { ParamsOf } from '../../chain/module.ts'
import { DELEGATES, MAX_VOTED, NAME, stakeAmount } from './records.ts'

const params = struct({
  /** One member one vote, or votes as heavy as what is locked with them. */
  weigh: oneOf('members', 'stake'),
  /** What a candidate must have locked. */
  stake: stakeAmount,
  /** How many candidates one account may vote for: fewer than there are seats, and no majority takes them all. */
  votes: integer(1, MAX_VOTED),
  /** A stake comes back so much later than the end of the window in which evidence counts. */
  unbondingSlots: integer(1, 0xffff_ffff),
  /** Of what is slashed, the accuser's share. More would make accusing oneself cheap. */
  accuserPercent: integer(0, 50),
  /** A block that is not empty pays its producer one part in so many of the pot. */
  rewardPart: integer(10, 1_000_000),
})
export type DelegatesParams = ReturnType<typeof params.read>

/** To ask for the parameters in force. */
export const delegatesParams: ParamsOf<DelegatesParams> = { id: DELEGATES, name: NAME, params }
