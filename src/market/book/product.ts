// What a book trades: one delivery interval of a kind of energy, or, where genesis opens them, a block: several intervals in
// a row, with the same energy in each, all or nothing.
//
// Wherever a book is named, its `kind` says both: the number of the kind of energy in the lower three bits, and above them
// how many intervals there are beyond the first. So a book of one interval is named by its kind alone.
import { divFloor } from '../../bytes/integer.ts'

export const MAX_KINDS = 8
/** Intervals of a block, so that it and its kind of energy are one byte. */
export const MAX_BLOCK = 32

export const energyKindOf = (kind: number): number => kind % MAX_KINDS

/** How many intervals. */
export const lengthOf = (kind: number): number => 1 + divFloor(kind, MAX_KINDS)

export const blockOf = (energyKind: number, length: number): number => energyKind + MAX_KINDS * (length - 1)
