// Delegates: who stands, who votes for whom, who is elected, what a producer earns and what an offender loses.
import type { Module } from '../../chain/module.ts'
import { accuse } from './accuse.ts'
import { begin, genesis } from './begin.ts'
import { codes } from './codes.ts'
import { elect } from './elect.ts'
import { events } from './events.ts'
import { generate } from './generate.ts'
import { invariants } from './invariants.ts'
import { type DelegatesParams, delegatesParams } from './params.ts'
import { present } from './present.ts'
import { queries } from './queries.ts'
import { raise } from './raise.ts'
import * as records from './records.ts'
import { rekey } from './rekey.ts'
import { candidacyEnd } from './release.ts'
import { rewardProducer } from './reward.ts'
import { stand } from './stand.ts'
import { sweep } from './sweep.ts'
import { vote } from './vote.ts'
import { withdraw } from './withdraw.ts'

export const delegates: Module<DelegatesParams, object> = {
  ...delegatesParams,
  tables: [
    records.candidacies,
    records.keys,
    records.votes,
    records.tallies,
    records.presences,
    records.production,
    records.totals,
    records.sweeping,
  ],
  codes,
  genesis,
  begin,
  commands: { stand, withdraw, rekey, raise, present, vote, accuse },
  hooks: { interval: sweep, due: [candidacyEnd], endBlock: rewardProducer },
  queries,
  events,
  invariants,
  elect,
  generate,
}
