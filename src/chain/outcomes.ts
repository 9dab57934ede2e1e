// Outcomes: what became of every transaction, and what happened. Under their own root, so that "refused because"
// and "traded at" are provable to a light reader.
import type { Bytes } from '../bytes/bytes.ts'
import { bytes, encode, int, list, oneOf, struct, text } from '../bytes/codec.ts'
import type { Hash } from '../bytes/hash.ts'
import type { Code } from './codes.ts'
import { MAX_CODE_DATA, MAX_EVENT_BYTES, MAX_NAME_BYTES } from './limits.ts'
import { listRoot } from './merkle.ts'

const STATUSES = ['done', 'refused', 'queued', 'awaiting'] as const

/** done: executed. refused: used its sequence and changed nothing else. queued: a batched command, taken in;
 *  the child has its result. awaiting: an account of several keys has not agreed in sufficient number yet. */
export type Status = (typeof STATUSES)[number]

export interface Outcome {
  readonly id: Hash
  readonly status: Status
  readonly code: Code
  readonly data: readonly number[]
}

export interface EventRecord {
  readonly module: string
  readonly event: string
  readonly data: Bytes
}

export const outcomeCodec = struct(
  {
    id: bytes(32),
    status: oneOf(...STATUSES),
    code: text(2 * MAX_NAME_BYTES),
    data: list(int, MAX_CODE_DATA),
  },
  'outcome',
)

const eventCodec = struct(
  { module: text(MAX_NAME_BYTES), event: text(MAX_NAME_BYTES), data: bytes(0, MAX_EVENT_BYTES) },
  'event',
)

export const outcomeItem = (outcome: Outcome): Bytes => encode(outcomeCodec, outcome)
export const eventItem = (event: EventRecord): Bytes => encode(eventCodec, event)

/** First the results, in the order of execution, the parent's batch before the block's own; then the events. */
export const outcomeItems = (outcomes: readonly Outcome[], events: readonly EventRecord[]): Bytes[] => [
  ...outcomes.map(outcomeItem),
  ...events.map(eventItem),
]

export const outcomesRoot = (outcomes: readonly Outcome[], events: readonly EventRecord[]): Hash =>
  listRoot(outcomeItems(outcomes, events))
