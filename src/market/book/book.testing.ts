// A market on a bench: neighbours who place orders in blocks.
import type { Bytes } from '../../bytes/bytes.ts'
import { decode, encode } from '../../bytes/codec.ts'
import { ask } from '../../chain/ask.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Outcome } from '../../chain/outcomes.ts'
import type { FoundingMember } from '../founding.ts'
import { Bench, deviceKey, neighbours } from '../testing.ts'
import type { Beginnings } from './beginnings.ts'
import type { placed, traded } from './events.ts'
import { placed as placedEvent, traded as tradedEvent } from './events.ts'
import type { BookParams } from './params.ts'
import { queries } from './queries.ts'
import { BUY, SELL } from './records.ts'

/** No fees, no collar, no halt, no deposit, but for what a test says. */
export const PLAIN: Partial<BookParams> = {
  gateSlots: 10,
  aheadIntervals: 4,
  historyIntervals: 2,
  potFee: 0,
  fundFee: 0,
  deposit: 0,
  collar: null,
  halt: null,
}

export const marketBench = (
  params: Partial<BookParams> = {},
  genesis: Partial<Genesis> = {},
  founders: readonly FoundingMember[] = neighbours(12),
  market: Partial<Beginnings> = {},
): Bench =>
  new Bench({
    founders,
    market,
    book: { ...PLAIN, ...params },
    genesis: { intervalSlots: 100, staleSlots: 100_000, ...genesis } as Genesis,
    members: { quotas: QUOTAS },
  })

const QUOTAS = [1, 128, 256].map(role => ({ role, quota: 10_000 }))

/** The device of a neighbour. */
export const who = (number: number): Bytes => deviceKey(number)

export interface Wanted {
  readonly price: number
  readonly energy: number
  readonly kind?: number
  readonly interval?: number
  readonly terms?: 'gate' | 'ioc' | 'fok'
  readonly until?: number | null
  readonly tag?: number
  readonly traits?: number
  readonly names?: readonly Bytes[]
}

const filled = (side: typeof BUY | typeof SELL, wanted: Wanted) => ({
  kind: 0,
  interval: 1,
  side,
  terms: 'gate',
  until: null,
  tag: 0,
  traits: 0,
  names: [],
  ...wanted,
})

export const buying = (wanted: Wanted) => filled(BUY, wanted)
export const selling = (wanted: Wanted) => filled(SELL, wanted)

/** Sends a command in a block of its own and executes it in the next; what became of it. */
export function deal(bench: Bench, device: Bytes, what: string, params: object): string {
  const [queued] = bench.block([bench.send(device, what, params)])
  if (typeof queued === 'string') return queued
  bench.block([])
  const { status, code } = bench.head.outcomes[0] as Outcome
  return status === 'refused' ? code : status
}

export const buys = (bench: Bench, number: number, wanted: Wanted) =>
  deal(bench, who(number), 'book/place', buying(wanted))
export const sells = (bench: Bench, number: number, wanted: Wanted) =>
  deal(bench, who(number), 'book/place', selling(wanted))

type Data<E> = E extends { data: { read(reader: never): infer T } } ? T : never

/** The newest block's trades, and the number of the newest order. */
export const trades = (bench: Bench): Data<typeof traded>[] => bench.happened(tradedEvent)
export const numberOf = (bench: Bench): number => bench.happened(placedEvent as typeof placed).at(-1)!.number

/** Asks as a screen does, in bytes. */
export function asked(bench: Bench, name: string, params: object): any {
  const query = queries[name]!
  const question = { module: 'book', query: name, params: encode(query.params, params) }
  const answer = ask(bench.registry, bench.state, bench.community.genesis, question)
  if (typeof answer === 'string') throw new Error(answer)
  return decode(query.answer, answer)
}
