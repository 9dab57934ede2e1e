// Connection points: where an account takes and gives electricity, and how much it is registered for.
import type { Bytes } from '../../bytes/bytes.ts'
import { divFloor, mul } from '../../bytes/integer.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Reading } from '../../chain/store.ts'
import { ELECTRICITY, hungOf } from './lines.ts'
import { energyKindOf } from './product.ts'
import { type Point, points } from './records.ts'

/** The number of a bus; without a feeder there is one place, which has no name. */
export function busNumber(genesis: Genesis, name: string): number | undefined {
  const hung = hungOf(genesis)
  if (!hung) return name === '' ? 0 : undefined
  return hung.tree.numbers.get(name)
}

export const busName = (genesis: Genesis, number: number): string => hungOf(genesis)?.tree.names[number] ?? ''

export const pointOf = (state: Reading, account: Bytes): Point | undefined => state.get(points, [account])

/** Where an account's orders stand: which pocket of the lines. Undefined where there are lines and it is nowhere. */
export function pocketOf(state: Reading, genesis: Genesis, account: Bytes, kind: number): number | undefined {
  if (energyKindOf(kind) !== ELECTRICITY || !hungOf(genesis)) return 0
  return pointOf(state, account)?.bus
}

/** The most that flows through a connection of this power in an interval, rounded down. */
export const energyOf = (genesis: Genesis, watts: number): number =>
  divFloor(mul(watts, genesis.intervalMinutes), 60)
