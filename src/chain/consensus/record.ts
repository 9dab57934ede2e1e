// The voting record (rule 2): two numbers a key, over all forks and epochs of an era. They are persisted durably
// before anything is signed.
import type { Ballot } from './votes.ts'

export interface VotingRecord {
  /** The greatest view that this key ever voted at. */
  readonly view: number
  /** The greatest view of a source of a block that it voted for. */
  readonly lock: number
}

export const FRESH_RECORD: VotingRecord = { view: 0, lock: 0 }

/** The record after this vote, to be persisted before the vote is signed; undefined where it may not be cast. */
export function recordVote(record: VotingRecord, ballot: Ballot): VotingRecord | undefined {
  // Vote: only at a view greater than any before,
  if (ballot.view <= record.view) return undefined
  // Vote: and only for a block whose source is not behind the lock.
  if (ballot.sourceView < record.lock) return undefined
  return { view: ballot.view, lock: ballot.sourceView > record.lock ? ballot.sourceView : record.lock }
}
