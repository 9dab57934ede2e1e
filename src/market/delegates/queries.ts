// What screens ask about candidates, and a candidate's own peer about itself.
import { bytes, optional, struct, uint } from '../../bytes/codec.ts'
import { pages, type Queries, query } from '../../chain/query.ts'
import { potOf } from './pot.ts'
import { candidacies, presences, production, tallies, votes } from './records.ts'

const ofAccount = struct({ account: bytes(20) })

export const queries: Queries = {
  candidacies: pages(candidacies, bytes(20)),
  candidate: query({
    params: ofAccount,
    answer: struct({
      candidacy: optional(candidacies.value),
      tally: optional(tallies.value),
      presence: optional(uint),
    }),
    ask: (state, { account }) => ({
      candidacy: state.get(candidacies, [account]) ?? null,
      tally: state.get(tallies, [account]) ?? null,
      presence: state.get(presences, [account]) ?? null,
    }),
  }),
  vote: query({
    params: ofAccount,
    answer: optional(votes.value),
    ask: (state, { account }) => state.get(votes, [account]) ?? null,
  }),
  production: query({
    params: ofAccount,
    answer: optional(production.value),
    ask: (state, { account }) => state.get(production, [account]) ?? null,
  }),
  pot: query({ params: struct({}), answer: uint, ask: potOf }),
}
