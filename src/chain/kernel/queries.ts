// What anybody may ask the kernel: an account's keys and sequences, the rules in force, what comes next.
import { bytes, optional, struct, uint } from '../../bytes/codec.ts'
import { type Queries, query } from '../query.ts'
import { accountOf, ownerOf } from './keys.ts'
import { accounts, rules, tokens } from './records.ts'
import { rulesOf } from './rules.ts'
import { nextDueSlot } from './schedule.ts'

export const kernelQueries: Queries = {
  account: query({
    params: struct({ account: bytes(20) }),
    answer: optional(accounts.value),
    ask: (state, { account }) => accountOf(state, account) ?? null,
  }),
  owner: query({
    params: struct({ device: bytes(32) }),
    answer: optional(bytes(20)),
    ask: (state, { device }) => ownerOf(state, device) ?? null,
  }),
  token: query({
    params: struct({ key: bytes(32) }),
    answer: optional(tokens.value),
    ask: (state, { key }) => state.get(tokens, [key]) ?? null,
  }),
  rules: query({ params: struct({}), answer: rules.value, ask: state => rulesOf(state) }),
  /** The next slot at which something is due. */
  due: query({ params: struct({}), answer: uint, ask: (state, _, genesis) => nextDueSlot(state, genesis) }),
}
