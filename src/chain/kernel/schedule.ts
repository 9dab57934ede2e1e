// Boundaries: the starts of delivery intervals and the slots that modules have scheduled, worked off in ascending
// order within the share of work that hooks have. What does not fit waits at a cursor and goes on in the next block.
import { type Bytes, concatBytes, equalBytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Genesis } from '../genesis.ts'
import type { Cursor, DueHook, HookContext, HookName, Module } from '../module.ts'
import type { Reading, Writing } from '../store.ts'
import { type Parked, progress, schedule } from './records.ts'

const NO_RECORD = {}

/** Subjects are padded to the fixed length that keys have. */
function padded(subject: Bytes): Bytes {
  if (subject.length === 32) return subject
  const full = new Uint8Array(32)
  full.set(subject)
  return full
}

export function scheduleHook(state: Writing, hook: HookName, slot: number, subject: Bytes): void {
  state.put(schedule, [slot, hook.module, hook.id, padded(subject)], NO_RECORD)
}

export function unscheduleHook(state: Writing, hook: HookName, slot: number, subject: Bytes): void {
  state.delete(schedule, [slot, hook.module, hook.id, padded(subject)])
}

/** The next slot at which something is due on this branch: a slot already past where work waits at a cursor. */
export function nextDueSlot(state: Reading, genesis: Genesis): number {
  const { slot, cursor } = state.get(progress, [])!
  if (cursor) return slot
  const interval = (divFloor(slot, genesis.intervalSlots) + 1) * genesis.intervalSlots
  const first = state.first(schedule, [])
  return first && first.key[0] < interval ? first.key[0] : interval
}

/** What the boundaries need of the block that works them off. */
export interface BoundaryWork {
  readonly state: Writing
  readonly genesis: Genesis
  readonly modules: readonly Module[]
  /** Work left of the hooks' share. */
  left(): number
  spend(): boolean
  /** Runs one hook as of a slot, contained: what it throws is undone and reported, never the block's fault. */
  run(module: Module | undefined, slot: number, name: string, hook: (context: HookContext) => Cursor): Cursor
  /** The hook that a schedule record names. */
  hookOf(module: number, id: number): { module: Module | undefined; hook: DueHook } | undefined
}

/** Works off every boundary up to `slot`, as far as the share of work goes. True where anything was done. */
export function workBoundaries(work: BoundaryWork, slot: number): boolean {
  const { state, genesis } = work
  let worked = false
  for (;;) {
    const due = nextDueSlot(state, genesis)
    const { cursor } = state.get(progress, [])!
    if (!cursor && due > slot) {
      // Nothing more up to here. The record moves only when a boundary passes, so a quiet block writes nothing.
      return worked
    }
    // A boundary costs a unit itself, so that a long stall is worked off in pieces too.
    if (!cursor && !work.spend()) return worked
    worked = true
    if (!workOneSlot(work, due, cursor)) return worked
  }
}

/** Works off one boundary slot, from where it was parked. False when the share of work is spent. */
function workOneSlot(work: BoundaryWork, slot: number, parked: Parked | null): boolean {
  const { state, genesis } = work
  const park = (cursor: Parked) => state.put(progress, [], { slot, cursor })
  const startsInterval = slot % genesis.intervalSlots === 0
  if (startsInterval && (parked === null || parked.module !== null)) {
    const stopped = beginInterval(work, slot, parked)
    if (stopped) {
      park(stopped)
      return false
    }
    parked = null
  }
  const stopped = runScheduled(work, slot, parked)
  if (stopped) {
    park(stopped)
    return false
  }
  state.put(progress, [], { slot, cursor: null })
  return true
}

/** Every module's interval hook, in ascending order of their ids. */
function beginInterval(work: BoundaryWork, slot: number, parked: Parked | null): Parked | undefined {
  const interval = divFloor(slot, work.genesis.intervalSlots)
  for (const module of work.modules) {
    const hook = module.hooks?.interval
    if (!hook || module.id < (parked?.module ?? 0)) continue
    const from: Cursor = (parked?.module === module.id && parked.at) || undefined
    if (work.left() <= 0) return { module: module.id, entry: null, at: from ?? null }
    const at = work.run(module, slot, 'interval', context => hook(context, interval, from))
    if (at) return { module: module.id, entry: null, at }
  }
  return undefined
}

/** What is scheduled for the slot, in the order of its keys. */
function runScheduled(work: BoundaryWork, slot: number, parked: Parked | null): Parked | undefined {
  const { state } = work
  for (let next = state.first(schedule, [slot]); next; next = state.first(schedule, [slot])) {
    const [, moduleId, hookId, subject] = next.key
    const entry = concatBytes(new Uint8Array([moduleId, hookId]), subject)
    // What was parked may have been unscheduled meanwhile; its cursor is nobody else's.
    const from: Cursor = (parked?.entry && equalBytes(parked.entry, entry) && parked.at) || undefined
    if (work.left() <= 0) return { module: null, entry, at: from ?? null }
    const found = work.hookOf(moduleId, hookId)
    if (found) {
      const { module, hook } = found
      const at = work.run(module, slot, hook.name, context => hook.run(context, subject, from))
      if (at) return { module: null, entry, at }
    }
    state.delete(schedule, next.key)
  }
  return undefined
}
