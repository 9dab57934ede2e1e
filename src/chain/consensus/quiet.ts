// Quiet (rule 1): nothing to do, nothing to send. Which slots are due on a branch, read off the state at its end.
import type { Genesis } from '../genesis.ts'
import { nextDueSlot } from '../kernel/schedule.ts'
import type { Reading } from '../store.ts'
import { setOf, standingOf } from './branch.ts'
import { isPulse } from './schedule.ts'

/** For so many slots every slot is due while a hand-over or a block that is not empty waits to become final. */
export const PRESSING_SLOTS = 30

export interface Parent {
  readonly slot: number
  /** Whether it took in batched commands, which wait for its child. */
  readonly batch: boolean
}

/** Whether something waits for finality: a hand-over that is open, or a block that is not empty. */
export function awaitsFinality(state: Reading): boolean {
  const { handover, busy } = standingOf(state)
  return handover !== null || busy !== null
}

export function isDueAfter(state: Reading, genesis: Genesis, parent: Parent, slot: number): boolean {
  // Quiet (a): a scheduled slot has come, work waits at a cursor, or the parent's batch waits for its child.
  if (parent.batch || nextDueSlot(state, genesis) <= slot) return true
  // Quiet (d): the branch has been still for long enough.
  if (slot - parent.slot >= genesis.idleSlots) return true
  const { handover, busy, newer, seed, to } = standingOf(state)
  // Quiet (b): a hand-over is open. Quiet (c): a block that is not empty is not yet final.
  for (const begun of [handover, busy]) {
    if (!begun) continue
    const since = begun.slot > newer ? begun.slot : newer
    if (slot - since <= PRESSING_SLOTS) return true
    if (isPulse(seed, slot, setOf(state, to).length)) return true
  }
  return false
}
