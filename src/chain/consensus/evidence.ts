// Evidence (rule 6): what no honest key ever signs, of one key in one era.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Ballot } from './votes.ts'

/** Two votes at one view for different blocks. */
export const isDoubleVote = (a: Ballot, b: Ballot): boolean =>
  a.view === b.view && !equalBytes(a.block, b.block)

/** Two votes v, w with view(source(v)) < view(source(w)) and view(w) < view(v). */
export const isSurround = (a: Ballot, b: Ballot): boolean => surrounds(a, b) || surrounds(b, a)

const surrounds = (v: Ballot, w: Ballot) => v.sourceView < w.sourceView && w.view < v.view

/** Whether two votes of one key prove that it broke the rules. */
export const isOffence = (a: Ballot, b: Ballot): boolean => isDoubleVote(a, b) || isSurround(a, b)

/** Two blocks in one slot. */
export const isDoubleBlock = (
  a: { readonly slot: number; readonly hash: Hash },
  b: { readonly slot: number; readonly hash: Hash },
): boolean => a.slot === b.slot && !equalBytes(a.hash, b.hash)
