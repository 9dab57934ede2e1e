// Whether a candidate has to say that it is awake: what its own peer asks, too.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { presenceStart, standingOf } from '../../chain/consensus/branch.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Reading } from '../../chain/store.ts'
import { revealsSpent } from './keys.ts'
import { candidacies, presences } from './records.ts'

/** The block that presence would be posted in. */
export interface Moment {
  readonly height: number
  readonly slot: number
}

/** Why presence need not, or cannot, be posted in this block; undefined where it is due. */
export function refusalOfPresence(
  state: Reading,
  genesis: Genesis,
  account: Bytes,
  { height, slot }: Moment,
): Refusal | undefined {
  const candidacy = state.get(candidacies, [account])
  if (candidacy?.status !== 'standing') return refuse('delegates/not-standing')
  if (revealsSpent(candidacy, slot)) return refuse('delegates/reveals-spent')
  const before = state.get(presences, [account])
  return before !== undefined && before > presenceStart(genesis, height - 1, standingOf(state))
    ? refuse('delegates/present', before)
    : undefined
}
