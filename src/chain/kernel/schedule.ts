// Boundaries: the starts of delivery intervals and the slots that modules have scheduled, worked off in ascending
// order within the share of work that hooks have. What does not fit waits at a cursor and goes on in the next block.
import type { Bytes } from '../../bytes/bytes.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Genesis } from '../genesis.ts'
import type { Cursor, DueHook, HookContext, Module } from '../module.ts'
import type { Reading, Writing } from '../store.ts'
import { progress, schedule } from './records.ts'

const NO_RECORD = {}

/** Subjects are padded to the fixed length that keys have. */
function padded(subject: Bytes): Bytes {
  if (subject.length === 32) return subject
  const full = new Uint8Array(32)
  full.set(subject)
  return full
}

export function scheduleHook(state: Writing, hook: DueHook, slot: number, subject: Bytes): void {
  state.put(schedule, [slot, hook.module, hook.id, padded(subject)], NO_RECORD)
}

export function unscheduleHook(state: Writing, hook: DueHook, slot: number, subject: Bytes): void {
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
    worked = true
    if (!workOneSlot(work, due, cursor)) return worked
  }
}

/** Works off one boundary slot, from its cursor if it has one. False when the share of work is spent. */
function workOneSlot(
  work: BoundaryWork,
  slot: number,
  resume: { module: number | null; at: Bytes | null } | null,
): boolean {
  const { state, genesis, modules } = work
  const park = (module: number | null, at: Cursor) =>
    state.put(progress, [], { slot, cursor: { module, at: at ?? null } })

  let from = resume
  if (slot % genesis.intervalSlots === 0 && (from === null || from.module !== null)) {
    const interval = divFloor(slot, genesis.intervalSlots)
    for (const module of modules) {
      const hook = module.hooks?.interval
      if (!hook || (from?.module != null && module.id < from.module)) continue
      const at: Cursor = from?.module === module.id ? (from.at ?? undefined) : undefined
      from = null
      if (work.left() <= 0) {
        park(module.id, at)
        return false
      }
      const stopped = work.run(module, slot, 'interval', context => hook(context, interval, at))
      if (stopped) {
        park(module.id, stopped)
        return false
      }
    }
  }
  let at: Cursor = from?.at ?? undefined
  for (;;) {
    const entry = state.first(schedule, [slot])
    if (!entry) break
    if (work.left() <= 0) {
      park(null, at)
      return false
    }
    const [, moduleId, hookId, subject] = entry.key
    const found = work.hookOf(moduleId, hookId)
    if (found) {
      const { module, hook } = found
      const from = at
      at = work.run(module, slot, hook.name, context => hook.run(context, subject, from))
      if (at) {
        park(null, at)
        return false
      }
    }
    state.delete(schedule, entry.key)
    at = undefined
  }
  state.put(progress, [], { slot, cursor: null })
  return true
}
