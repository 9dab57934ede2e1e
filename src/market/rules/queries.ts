// What screens ask about votes.
import { bytes, integer, optional, struct } from '../../bytes/codec.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { pages, type Queries, query } from '../../chain/query.ts'
import { MAX_U48 } from '../../chain/table.ts'
import { rulesParams } from './params.ts'
import { proposals, votes } from './records.ts'

const number = integer(1, MAX_U48)

export const queries: Queries = {
  params: query({
    params: struct({}),
    answer: rulesParams.params,
    ask: state => paramsOf(state, rulesParams),
  }),
  proposals: pages(proposals, number),
  vote: query({
    params: struct({ number, account: bytes(20) }),
    answer: optional(votes.value),
    ask: (state, { number, account }) => state.get(votes, [number, account]) ?? null,
  }),
}
