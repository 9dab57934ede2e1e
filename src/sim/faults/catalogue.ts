// Everything that can go wrong in a world, by its name: what comes and goes, and who is dishonest from the beginning.
import { ALL_BEHAVIOURS, type BehaviourName } from '../byzantine/all.ts'
import type { Fault } from './fault.ts'
import * as links from './links.ts'
import * as power from './power.ts'
import * as scenes from './scenes.ts'

export const PASSING = {
  delay: links.delay,
  loss: links.loss,
  duplication: links.duplication,
  reordering: links.reordering,
  partition: links.partition,
  schism: links.schism,
  'one-way': links.oneWay,
  'relay-only': links.relayOnly,
  'cut-off': links.cutOff,
  'hand-over-partition': links.handOverPartition,
  'boundary-forks': links.boundaryForks,
  crash: power.crash,
  stop: power.stop,
  torn: power.torn,
  'crash-before-record': power.crashBeforeRecord,
  'crash-after-record': power.crashAfterRecord,
  'crash-after-vote': power.crashAfterVote,
  blackout: power.blackout,
  wiped: power.wiped,
  stale: power.stale,
  'clock-offset': power.clockOffset,
  'clock-jump': power.clockJump,
  nap: power.nap,
  night: power.night,
  'full-change': scenes.fullChange,
  'late-joiner': scenes.lateJoiner,
  'snapshot-joiner': scenes.snapshotJoiner,
  'upgrade-partition': scenes.upgradePartition,
  hostile: scenes.hostile,
  flood: scenes.flood,
  burst: scenes.burst,
} satisfies { readonly [name: string]: Fault }

export type PassingName = keyof typeof PASSING
export type FaultName = PassingName | BehaviourName

const ALL_PASSING = Reflect.ownKeys(PASSING) as PassingName[]
export const ALL_FAULTS: readonly FaultName[] = [...ALL_PASSING, ...ALL_BEHAVIOURS]

export const isPassing = (name: FaultName): name is PassingName => Object.hasOwn(PASSING, name)
