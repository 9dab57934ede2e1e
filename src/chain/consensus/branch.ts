// What a branch says of consensus, read from the state after one of its blocks.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { divFloor } from '../../bytes/integer.ts'
import type { Genesis } from '../genesis.ts'
import type { Reading } from '../store.ts'
import { eras, revealed, type Standing, sets, standing, type TailBlock, tail } from './records.ts'
import type { Seen } from './reveals.ts'
import { ownerOf } from './schedule.ts'
import type { Delegate, DelegateSet } from './sets.ts'

export type { Standing } from './records.ts'

export const standingOf = (state: Reading): Standing => state.get(standing, [])!

export const setOf = (state: Reading, number: number): DelegateSet => state.get(sets, [number])!

/** The sets of these numbers, the oldest first. */
export function setsBetween(state: Reading, from: number, to: number): readonly DelegateSet[] {
  return from === to ? [setOf(state, to)] : [setOf(state, from), setOf(state, to)]
}

/** The sets active at the child of this state's block. */
export function activeSets(state: Reading): readonly DelegateSet[] {
  const { from, to } = standingOf(state)
  return setsBetween(state, from, to)
}

/** The block at this height of the branch, from the one that is final by its certificates to this state's own. */
export const ancestorAt = (state: Reading, height: number): TailBlock | undefined => state.get(tail, [height])

/** The sets that were active at a block of the tail; undefined for what is older, or not of this branch. */
export function setsAt(state: Reading, height: number): readonly DelegateSet[] | undefined {
  const block = ancestorAt(state, height)
  return block && setsBetween(state, block.from, block.to)
}

/** Schedule (rule 1): who owns a slot, for a child of this state's block. */
export function ownerAt(state: Reading, genesis: Genesis, slot: number): Delegate {
  const { seed, to } = standingOf(state)
  const set = setOf(state, to)
  return set[genesis.turns === 'fixed' ? slot % set.length : ownerOf(seed, slot, set.length)]!
}

/** The last reveal of a delegate on this branch; what it has committed to, where there is none yet. */
export function seenOf(state: Reading, { key, base, commitment }: Delegate): Seen {
  const known = state.get(revealed, [key])
  // Reveals (rule 1): of a later chain, to which the key committed since, nothing is seen yet.
  return known && known.base === base ? known : { slot: base, value: commitment }
}

/** The slot of the last block at which a key was in an active set; `active` while it is, undefined if it never was. */
export function lastActive(state: Reading, key: Bytes): number | 'active' | undefined {
  for (const set of activeSets(state))
    for (const delegate of set) if (equalBytes(delegate.key, key)) return 'active'
  return state.get(revealed, [key])?.left ?? undefined
}

/** Sleepers (rule 7): presence counts above this height. A new era asks all anew: of the lost some had posted theirs. */
export function presenceStart(genesis: Genesis, height: number, { since }: Pick<Standing, 'since'>): number {
  const start = epochStart(genesis, height)
  return start > since ? start : since
}

/** Whether this is the chain id of the era now, or of one before it on this branch. */
export function isEra(state: Reading, chain: Hash): boolean {
  if (equalBytes(standingOf(state).chain, chain)) return true
  for (const { value } of state.each(eras)) if (equalBytes(value, chain)) return true
  return false
}

/** The last boundary at or below this height. */
export const epochStart = (genesis: Genesis, height: number): number =>
  divFloor(height, genesis.epochBlocks) * genesis.epochBlocks
