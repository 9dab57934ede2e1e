// Candidacies and their keys, votes and their tallies, presence, and what producers have earned.
import { compareBytes } from '../../bytes/bytes.ts'
import {
  ascending,
  bool,
  bytes,
  integer,
  list,
  oneOf,
  optional,
  struct,
  u32,
  uint,
} from '../../bytes/codec.ts'
import { keyAccount, keyHash, MAX_U48, table } from '../../chain/table.ts'

export const DELEGATES = 4
export const NAME = 'delegates'

/** A stake of a million credits: what is slashed and shared out stays far from 2^53. */
export const MAX_STAKE = 1_000_000_000_000
/** How many candidates one account may vote for; a vote rewrites the tally of each. */
export const MAX_VOTED = 16
/** Elections go through all candidacies, eight times an epoch. */
export const MAX_CANDIDACIES = 1000
/** Keys of one candidacy that it signs with no longer and can still be accused of. */
export const MAX_FORMER = 8
/** Priority that nobody uses piles up no further. */
export const MAX_TOKENS = 1000

export const stakeAmount = integer(0, MAX_STAKE)

const candidacy = struct({
  /** Each candidacy has its own; votes are for this one, not for whatever the account does later. */
  number: integer(1, MAX_U48),
  status: oneOf('standing', 'withdrawn', 'barred'),
  /** The height from which on it has this status. */
  since: uint,
  key: bytes(32),
  commitment: bytes(32),
  base: uint,
  /** Keys that it has given up, and at which height. */
  former: list(struct({ key: bytes(32), since: uint }), MAX_FORMER),
  /** Locked, for as long as any of its keys can be accused. */
  stake: stakeAmount,
  /** The slot of its end, once it stands no longer. */
  until: optional(uint),
})
export type Candidacy = ReturnType<typeof candidacy.read>

export const candidacies = table({
  module: DELEGATES,
  id: 1,
  name: 'candidacy',
  key: [keyAccount],
  value: candidacy,
  life: 'until it is withdrawn, or barred, and none of its keys can be accused any more',
})

export const keys = table({
  module: DELEGATES,
  id: 2,
  name: 'candidate key',
  key: [keyHash],
  /** Whose it is; nobody's is one that only a recovery named. */
  value: struct({ account: optional(bytes(20)), barred: bool }),
  life: 'until it can be accused no more, and for good once it is barred',
})

export const votedFor = ascending(bytes(20), MAX_VOTED, compareBytes)

export const votes = table({
  module: DELEGATES,
  id: 3,
  name: 'vote',
  key: [keyAccount],
  value: struct({
    /** Candidates with the numbers of their candidacies. */
    for: list(struct({ account: bytes(20), number: uint }), MAX_VOTED),
    /** Locked as the vote's weight. */
    stake: stakeAmount,
  }),
  life: 'until it is taken back, or some intervals after the voter has gone',
})
export type Vote = ReturnType<typeof votes.value.read>

export const tallies = table({
  module: DELEGATES,
  id: 4,
  name: 'tally',
  key: [keyAccount],
  /** Both ways to weigh, so that the community can change its mind and nothing is counted anew. */
  value: struct({ members: u32, stake: uint }),
  life: 'as long as the candidacy with this number has votes',
})
export type Tally = ReturnType<typeof tallies.value.read>

export const presences = table({
  module: DELEGATES,
  id: 5,
  name: 'presence',
  key: [keyAccount],
  /** The height of the newest. */
  value: uint,
  life: 'as long as the candidacy',
})

export const production = table({
  module: DELEGATES,
  id: 6,
  name: 'production',
  key: [keyAccount],
  /** Blocks that were not empty; priority held; priority burnt. */
  value: struct({ blocks: uint, tokens: integer(0, MAX_TOKENS), burnt: uint }),
  life: 'for good, one an account that ever made a block that was not empty',
})
export type Production = ReturnType<typeof production.value.read>

export const totals = table({
  module: DELEGATES,
  id: 7,
  name: 'delegates’ totals',
  key: [],
  /** The newest candidacy’s number, how many there are, and all blocks that were not empty. */
  value: struct({ newest: integer(0, MAX_U48), candidacies: u32, blocks: uint }),
  life: 'for good',
})

export const sweeping = table({
  module: DELEGATES,
  id: 8,
  name: 'sweeping',
  key: [],
  /** How far the rounds have come that look for votes and candidacies of those who have gone. */
  value: struct({ vote: bytes(20), candidacy: bytes(20) }),
  life: 'for good',
})
