// The lines of the community, as the engine asks about them: the feeder and the limits that genesis names, and what
// already flows for an interval. They bind electricity alone. Without a feeder everything is carried everywhere.
import { decode } from '../../bytes/codec.ts'
import { GenesisError } from '../../chain/begin.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Reading, Writing } from '../../chain/store.ts'
import { Carrier } from '../../grid/carries/carrier.ts'
import { type Flows, overloaded, type Perhaps, supposed } from '../../grid/carries/flow.ts'
import { Provisional } from '../../grid/carries/provisional.ts'
import { hang, type Tree } from '../../grid/carries/tree.ts'
import { type Wires, wiresOf } from '../../grid/carries/wires.ts'
import { type Feeder, lineName } from '../../grid/feeder.ts'
import { type Beginnings, beginnings } from './beginnings.ts'
import type { BookName } from './books.ts'
import type { Grid, Pair } from './engine/ports.ts'
import { bookParams } from './params.ts'
import { energyKindOf, lengthOf } from './product.ts'
import { type Book, flows, keptRoom, NAME } from './records.ts'
import { acrossSpan, sendingAcross } from './span.ts'

/** The kind of energy that lines carry. */
export const ELECTRICITY = 0

interface Hung {
  readonly feeder: Feeder
  readonly tree: Tree
  readonly limits: Beginnings['limits']
  readonly wires: Map<number, Wires>
  /** Whether takers may hesitate, which genesis says for good. */
  readonly hesitates: boolean
}

/** Genesis never changes, so what follows from it is worked out once. */
const known = new WeakMap<Genesis, Hung | null>()
/** Intervals whose wires are kept at hand. */
const MOST_WIRES = 512

export function hungOf(genesis: Genesis): Hung | null {
  let hung = known.get(genesis)
  if (hung === undefined) {
    const section = genesis.modules.find(({ name }) => name === NAME)
    const begin = section && decode(beginnings, section.begin)
    const hesitates = section !== undefined && decode(bookParams.params, section.params).hesitation !== null
    hung = begin?.feeder ? hangUp(begin.feeder, begin.limits, hesitates) : null
    known.set(genesis, hung)
  }
  return hung
}

function hangUp(
  given: NonNullable<Beginnings['feeder']>,
  limits: Beginnings['limits'],
  hesitates: boolean,
): Hung {
  const buses = given.buses.map(({ bus, zone }) => (zone === null ? { bus } : { bus, zone }))
  const feeder: Feeder = { name: '', slack: given.slack, buses, lines: given.lines }
  const tree = hang(feeder)
  if (typeof tree === 'string') throw new GenesisError(tree)
  const names = new Set(feeder.lines.map(lineName))
  for (const { line } of limits)
    if (!names.has(line)) throw new GenesisError(`a limit binds the line ${line}, which the feeder lacks`)
  return { feeder, tree, limits, wires: new Map(), hesitates }
}

function wiresAt(genesis: Genesis, hung: Hung, interval: number): Wires {
  // Without limits every interval has the ratings.
  const at = hung.limits.length === 0 ? 0 : interval
  const kept = hung.wires.get(at)
  if (kept) return kept
  if (hung.wires.size >= MOST_WIRES) hung.wires.clear()
  const given = {
    // The last one stated holds.
    ofLine: (name: string) =>
      hung.limits.findLast(({ line, from, to }) => line === name && from <= at && at <= to),
    ofBus: () => undefined,
  }
  const wires = wiresOf(hung.feeder, hung.tree, given, genesis.intervalMinutes)
  hung.wires.set(at, wires)
  return wires
}

/** What flows through wires for one interval, as the ledger has it; written where the state is a draft. */
const flowsIn = (state: Reading, interval: number): Flows => ({
  of: wire => state.get(flows, [interval, wire]) ?? 0,
  set(wire, energy) {
    const draft = state as Writing
    if (energy === 0) draft.delete(flows, [interval, wire])
    else draft.put(flows, [interval, wire], energy)
  },
})

/** And what is kept for matches that may yet lapse. */
const perhapsIn = (state: Reading, interval: number): Perhaps => ({
  of: (wire, isDown) => state.get(keptRoom, [interval, wire, Number(isDown)]) ?? 0,
  set(wire, isDown, energy) {
    const draft = state as Writing
    const key = [interval, wire, Number(isDown)] as const
    if (energy === 0) draft.delete(keptRoom, key)
    else draft.put(keptRoom, key, energy)
  },
})

const flowsOf = (state: Reading, { hesitates }: Hung, interval: number): Flows =>
  hesitates ? { ...flowsIn(state, interval), perhaps: perhapsIn(state, interval) } : flowsIn(state, interval)

function carrierAt(state: Reading, genesis: Genesis, hung: Hung, interval: number): Carrier {
  const wires = wiresAt(genesis, hung, interval)
  const { perhaps, ...flows } = flowsOf(state, hung, interval)
  return perhaps ? new Provisional(wires, { ...flows, perhaps }) : new Carrier(wires, flows)
}

const NONE: readonly Pair[] = []

/** The engine's grid, and what it needs not know: a provisional match is confirmed. Gives the pairs that this opens. */
export interface BookGrid extends Grid {
  confirmed(buy: number, sell: number, energy: number): readonly Pair[]
}

/**
 * What a book's orders are matched over, the market fee on top of what lines take. `note` is told of intervals in which a
 * trade frees room, for others that share them.
 */
export function gridOf(
  state: Reading,
  genesis: Genesis,
  { kind, interval }: BookName,
  { potFee, fundFee }: Pick<Book, 'potFee' | 'fundFee'>,
  note?: (interval: number) => void,
): BookGrid {
  const fee = potFee + fundFee
  const hung = energyKindOf(kind) === ELECTRICITY ? hungOf(genesis) : null
  if (!hung)
    return {
      pockets: 1,
      fee: () => fee,
      carries: (_buy, _sell, energy) => energy,
      took: () => NONE,
      gave: () => NONE,
      confirmed: () => NONE,
      local: () => true,
    }
  const carrierOf = (each: number) => carrierAt(state, genesis, hung, each)
  const length = lengthOf(kind)
  const carrier = length === 1 && !note ? carrierOf(interval) : acrossSpan(interval, length, carrierOf, note)
  return {
    pockets: carrier.pockets,
    fee: (from, to) => fee + carrier.fee(from, to),
    carries: (buy, sell, energy) => carrier.carries(buy, sell, energy),
    took: (buy, sell, energy) => carrier.took(buy, sell, energy),
    gave: (buy, sell, energy) => carrier.gave(buy, sell, energy),
    confirmed: (buy, sell, energy) => carrier.confirmed(buy, sell, energy),
    local: (a, b) => carrier.local(a, b),
  }
}

/** What lines would carry beside what they carry already, one sale after the other. Nothing is written. */
export interface Supposed {
  fee(from: number, to: number): number
  /** Sends as much as is carried; gives how much. */
  send(buy: number, sell: number, energy: number): number
}

const EVERYWHERE: Supposed = { fee: () => 0, send: (_buy, _sell, energy) => energy }

export function supposing(state: Reading, genesis: Genesis, { kind, interval }: BookName): Supposed {
  const hung = energyKindOf(kind) === ELECTRICITY ? hungOf(genesis) : null
  if (!hung) return EVERYWHERE
  return sendingAcross(
    Array.from({ length: lengthOf(kind) }, (_, i) => {
      const each = interval + i
      return new Carrier(wiresAt(genesis, hung, each), supposed(flowsOf(state, hung, each)))
    }),
  )
}

/** A wire that bears more than it may for this interval, if there is one. */
export function overloadedWire(state: Reading, genesis: Genesis, interval: number): number | undefined {
  const hung = hungOf(genesis)
  return hung ? overloaded(wiresAt(genesis, hung, interval), flowsOf(state, hung, interval)) : undefined
}
