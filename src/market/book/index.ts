// The book: energy of each delivery interval, offered and asked for, matched by price and then by time.
import type { Module } from '../../chain/module.ts'
import { begin } from './begin.ts'
import { type Beginnings, beginnings } from './beginnings.ts'
import { cancel } from './cancel.ts'
import { cancelAll } from './cancelAll.ts'
import { codes } from './codes.ts'
import { confirm } from './confirm.ts'
import { delivered } from './delivery.ts'
import { events } from './events.ts'
import { closeGate } from './gate.ts'
import { generate } from './generate.ts'
import { goOn, lapseMatch } from './goOn.ts'
import { forget } from './history.ts'
import { invariants } from './invariants.ts'
import { lapse } from './lapse.ts'
import { type BookParams, bookParams, checkParams } from './params.ts'
import { place } from './place.ts'
import { queries } from './queries.ts'
import * as records from './records.ts'
import { replace } from './replace.ts'
import { setPoint } from './setPoint.ts'
import { stir } from './stir.ts'

export const book: Module<BookParams, Beginnings> = {
  ...bookParams,
  tables: [
    records.books,
    records.orders,
    records.addressed,
    records.holdings,
    records.levels,
    records.unsettled,
    records.waiting,
    records.past,
    records.flows,
    records.points,
    records.calls,
    records.matches,
    records.freed,
    records.keptRoom,
  ],
  codes,
  checkParams,
  genesis: beginnings,
  begin,
  commands: { place, cancel, cancelAll, replace, confirm, setPoint },
  hooks: { due: [lapse, closeGate, delivered, forget, goOn, lapseMatch, stir] },
  queries,
  events,
  invariants,
  generate,
}
