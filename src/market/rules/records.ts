// Proposals and votes.
import type { Bytes } from '../../bytes/bytes.ts'
import { bool, bytes, integer, struct, u32, uint } from '../../bytes/codec.ts'
import { keyAccount, keyU48, MAX_U48, table } from '../../chain/table.ts'
import { changeCodec } from './change.ts'

export const RULES = 3
export const NAME = 'rules'

/** Open ones at most. */
export const MAX_OPEN = 64
/** With those that are closed and still being cleared away. */
export const MAX_PROPOSALS = 128

const proposal = struct({
  proposer: bytes(20),
  change: changeCodec,
  /** The slot in which it was opened: who could vote before may vote on it. */
  opened: uint,
  /** The slot of its hook: the end of the vote, and once it is closed the start of clearing its votes away. */
  until: uint,
  yes: u32,
  no: u32,
  /** How many members could vote when it was opened, the suspended ones counted. */
  electorate: u32,
  /** Decided: only its votes are still to be cleared away. */
  closed: bool,
})
export type Proposal = ReturnType<typeof proposal.read>

export const proposals = table({
  module: RULES,
  id: 1,
  name: 'proposal',
  key: [keyU48],
  value: proposal,
  life: 'until its last slot is over or it is rejected before, and its votes are cleared away',
})

export const votes = table({
  module: RULES,
  id: 2,
  name: 'vote',
  key: [keyU48, keyAccount],
  value: struct({ yes: bool }),
  life: 'as long as its proposal',
})

/** The number of the newest proposal. */
export const tally = table({
  module: RULES,
  id: 3,
  name: 'tally',
  key: [],
  value: struct({ newest: integer(0, MAX_U48) }),
  life: 'for good',
})

/** What the schedule knows a proposal by. */
export function subjectOf(number: number): Bytes {
  const subject = new Uint8Array(32)
  keyU48.put(subject, 0, number)
  return subject
}

export const numberIn = (subject: Bytes): number => keyU48.take(subject, 0)
