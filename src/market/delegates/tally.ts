// Tallies, kept with every vote so that an election counts nothing.
import type { Bytes } from '../../bytes/bytes.ts'
import { add, mul } from '../../bytes/integer.ts'
import type { Reading, Writing } from '../../chain/store.ts'
import { candidacies, type Tally, tallies, type Vote } from './records.ts'

const NOTHING: Tally = { members: 0, stake: 0 }

export const tallyOf = (state: Reading, account: Bytes): Tally => state.get(tallies, [account]) ?? NOTHING

/** Adds a vote to the tallies of those it is for, or takes it away; candidacies that are over count nothing. */
export function count(state: Writing, vote: Vote, sign: 1 | -1): void {
  for (const { account, number } of vote.for) {
    if (state.get(candidacies, [account])?.number !== number) continue
    const before = tallyOf(state, account)
    const members = add(before.members, sign)
    const stake = add(before.stake, mul(sign, vote.stake))
    if (members === 0) state.delete(tallies, [account])
    else state.put(tallies, [account], { members, stake })
  }
}
