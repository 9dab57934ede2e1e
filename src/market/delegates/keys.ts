// Which keys a candidacy answers for, and until when.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { add, divFloor, mul } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { activeSets, lastActive, seenOf } from '../../chain/consensus/branch.ts'
import { REVEAL_SLOTS } from '../../chain/consensus/reveals.ts'
import type { Delegate } from '../../chain/consensus/sets.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Context } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import { type Candidacy, keys } from './records.ts'

/** A chain of reveals counts from about now, and its first check is one hash a slot since then. */
export const BASE_BEFORE = 65_536
/** The clocks of candidate and producer differ. */
const BASE_AHEAD = 60
/** Whoever wants to be elected has at least a quarter of its reveals left. */
const REVEALS_TO_STAND = 3 * 2 ** 18

/** Whether a key that was given up, or belongs to nobody who stands, at `since` can be accused no more. */
export function isFree(context: Context, key: Bytes, since: number): boolean {
  const { genesis, height, slot } = context
  // Hand over (rule 5): an election of before may still come into force at the next boundary.
  if (height <= boundaryFrom(genesis, since)) return false
  const left = lastActive(context, key)
  // Evidence (rule 6): until evidenceSlots after the last block at which the key was in an active set.
  return left === undefined || (left !== 'active' && slot > add(left, genesis.evidenceSlots))
}

/** The first boundary at or above a height. */
const boundaryFrom = ({ epochBlocks }: Genesis, height: number): number =>
  mul(divFloor(add(height, epochBlocks - 1), epochBlocks), epochBlocks)

export const revealsSpent = ({ base }: Candidacy, slot: number): boolean => slot - base > REVEALS_TO_STAND

/** Lets go of the keys given up that can be accused no more; gives those that are left. */
export function forgetFormer(context: Context, { former }: Pick<Candidacy, 'former'>): Candidacy['former'] {
  return former.filter(({ key, since }) => {
    if (context.get(keys, [key])?.barred) return false
    if (!isFree(context, key, since)) return true
    context.delete(keys, [key])
    return false
  })
}

/** Whether an account may be elected with this key from now on. */
export function refusalOfKey(context: Context, fresh: Delegate): Refusal | undefined {
  const { key } = fresh
  const known = context.get(keys, [key])
  if (known) return refuse(known.barred ? 'delegates/key-barred' : 'delegates/key-taken')
  const active = activeAs(context, key)
  // A set that a recovery named is of keys that stood for nothing yet: they go on as they are.
  if (active) return sameDelegate(active, fresh) ? undefined : refuse('delegates/key-taken')
  return refusalOfReveals(context, fresh, 0)
}

/** Whether reveals that begin at a base, this one at the earliest, may be committed to now. */
export function refusalOfReveals(context: Context, fresh: Delegate, from: number): Refusal | undefined {
  const { slot } = context
  const { base, commitment } = fresh
  const recent = slot > BASE_BEFORE ? slot - BASE_BEFORE : 0
  const earliest = from > recent ? from : recent
  const latest = slot + BASE_AHEAD
  // A key goes on with a chain of which it has revealed something.
  const begun = !equalBytes(seenOf(context, fresh).value, commitment)
  if (begun || base < earliest || base > latest) return refuse('delegates/base', base, earliest, latest)
  return undefined
}

function activeAs(state: Reading, key: Bytes): Delegate | undefined {
  for (const set of activeSets(state))
    for (const delegate of set) if (equalBytes(delegate.key, key)) return delegate
  return undefined
}

export const sameReveals = (
  a: Pick<Delegate, 'commitment' | 'base'>,
  b: Pick<Delegate, 'commitment' | 'base'>,
): boolean => a.base === b.base && equalBytes(a.commitment, b.commitment)

const sameDelegate = (a: Delegate, b: Delegate): boolean =>
  equalBytes(a.account, b.account) && sameReveals(a, b)

/** Nothing is ever revealed so late. */
export const MAX_BASE = Number.MAX_SAFE_INTEGER - REVEAL_SLOTS
