// Rules: the community changes its rules and their parameters by vote.
import { struct } from '../../bytes/codec.ts'
import type { Module } from '../../chain/module.ts'
import { proposalEnd } from './close.ts'
import { codes } from './codes.ts'
import { events } from './events.ts'
import { generate } from './generate.ts'
import { invariants } from './invariants.ts'
import { checkParams, type RulesParams, rulesParams } from './params.ts'
import { propose } from './propose.ts'
import { queries } from './queries.ts'
import { proposals, tally, votes } from './records.ts'
import { vote } from './vote.ts'

/** `modules` are those of the version of the rules that this module is part of: their parameters can be voted on. */
export const rulesModule = (modules: () => readonly Module[]): Module<RulesParams, object> => {
  const end = proposalEnd(modules)
  return {
    ...rulesParams,
    tables: [proposals, votes, tally],
    codes,
    genesis: struct({}),
    checkParams,
    begin: context => context.put(tally, [], { newest: 0 }),
    commands: { propose: propose(modules, end), vote: vote(end) },
    hooks: { due: [end] },
    queries,
    events,
    invariants,
    generate,
  }
}
