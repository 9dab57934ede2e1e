// The books: one for each kind of energy and delivery interval, or block of several, opened by the first order for it.
import { divFloor } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { standingOf } from '../../chain/consensus/branch.ts'
import type { Genesis } from '../../chain/genesis.ts'
import type { Context } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import type { BookParams } from './params.ts'
import { energyKindOf, lengthOf } from './product.ts'
import { type Book, books } from './records.ts'

/** Which book: a kind of energy and a delivery interval; of a block, with its length in the kind, the first one. */
export interface BookName {
  readonly kind: number
  readonly interval: number
}

export const lastOf = ({ kind, interval }: BookName): number => interval + lengthOf(kind) - 1

export const bookOf = (state: Reading, { kind, interval }: BookName): Book | undefined =>
  state.get(books, [kind, interval])

export const startOf = (genesis: Genesis, interval: number): number => interval * genesis.intervalSlots

/** A new book closes so many slots before its interval starts; one that is open keeps the gate that it opened with. */
export const gateOf = (genesis: Genesis, { gateSlots }: BookParams, interval: number): number =>
  startOf(genesis, interval) - gateSlots

/** The gate of a new book: a block's is that of its first interval, where its own book is open already. */
export function gateOfNew(context: Context, params: BookParams, { kind, interval }: BookName): number {
  const first = lengthOf(kind) > 1 ? bookOf(context, { kind: energyKindOf(kind), interval }) : undefined
  return first?.gate ?? gateOf(context.genesis, params, interval)
}

export const newBook = (gate: number, { potFee, fundFee }: BookParams): Book => ({
  gate,
  potFee,
  fundFee,
  newest: 0,
  matches: 0,
  trades: 0,
  energy: 0,
  value: 0,
  last: null,
  low: null,
  high: null,
  anchor: null,
  halted: 0,
  trader: null,
  folding: false,
})

/** Why the community has no books of this kind, or for so many intervals; undefined where it has. */
export function refusalOfKind({ kinds, blocks }: BookParams, kind: number): Refusal | undefined {
  if (energyKindOf(kind) >= kinds.length) return refuse('book/kind')
  const length = lengthOf(kind)
  return length === 1 || blocks.includes(length) ? undefined : refuse('book/length', length)
}

/** Why there is no book of this kind and interval to be written in; undefined where there is. */
export function refusalOfBook(
  { genesis, slot }: Pick<Context, 'genesis' | 'slot'>,
  params: BookParams,
  { kind, interval }: BookName,
): Refusal | undefined {
  const refusal = refusalOfKind(params, kind)
  if (refusal) return refusal
  const now = divFloor(slot, genesis.intervalSlots)
  if (interval < now) return refuse('book/interval')
  const open = now + params.aheadIntervals - (lengthOf(kind) - 1)
  return interval > open ? refuse('book/ahead', interval, open) : undefined
}

/** Why a book takes no deed now; undefined where it would. */
export const refusalAtGate = (slot: number, { gate }: Pick<Book, 'gate'>): Refusal | undefined =>
  slot < gate ? undefined : refuse('book/gate', slot, gate)

/**
 * Since when a deed that is in a block has waited to become final, where that is longer than genesis allows. Blocks that
 * hold nothing wait for nobody, so a quiet community is not stale.
 */
export function staleSince(context: Context): number | undefined {
  const { busy } = standingOf(context)
  if (!busy || busy.height <= context.finalHeight) return undefined
  return context.slot - busy.slot > context.genesis.staleSlots ? busy.slot : undefined
}
