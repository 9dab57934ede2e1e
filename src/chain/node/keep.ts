// What a peer keeps, and what it gets back when it starts again.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Block } from '../block.ts'
import type { Candidate } from '../consensus/forks.ts'
import type { VotingRecord } from '../consensus/record.ts'
import type { Certificate } from '../consensus/votes.ts'
import type { Executed } from '../execute.ts'

/** The record of a delegate's key in one era: rule 2's two numbers, and the last slot it made a block in (rule 1). */
export interface OwnRecord extends VotingRecord {
  readonly key: Bytes
  /** The chain id of the era. Storage keeps one record for each pair of key and chain. */
  readonly chain: Hash
  readonly slot: number
  /** This key was seen to sign what its record did not know of: it signs nothing any more, in no era (rule 9). */
  readonly retired: boolean
}

/** A block of the head's branch with what executing it gave. */
export interface Step {
  readonly block: Block
  readonly parent: Executed
  readonly executed: Executed
}

/** Where a block stands. */
export type Spot = Pick<Candidate, 'height' | 'hash'>

/** Two histories exclude each other: this peer stops, keeps all it has, and no restart makes it go on with one of them. */
export type Contradiction =
  /** More than a third of a set broke the rules: both blocks, and the keys that signed towards both. */
  | {
      readonly reason: 'conflicting-finals'
      readonly held: Spot
      readonly other: Spot
      readonly keys: readonly Bytes[]
    }
  /** A recovery contradicts a block that is final here (rule 10). */
  | { readonly reason: 'recovery'; readonly held: Spot; readonly other: Spot }

export type Keep =
  | { readonly kind: 'record'; readonly record: OwnRecord }
  /** The head moved: the blocks of its branch that were not kept yet, the lowest first. */
  | { readonly kind: 'head'; readonly path: readonly Step[] }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  /** This block and all its ancestors are final: what is on other branches may go. */
  | { readonly kind: 'final'; readonly height: number; readonly hash: Hash }
  | { readonly kind: 'halt'; readonly halt: Contradiction }

/** What the store gives back. */
export interface Kept {
  /** The last final block, executed. */
  readonly root: Executed
  /** Blocks above it, each after its parent; of one branch or of several. */
  readonly path: readonly { readonly block: Block; readonly executed: Executed }[]
  /** Certificates, in any order; those for blocks that are not held are let go. */
  readonly certificates: readonly Certificate[]
  readonly records: readonly OwnRecord[]
  /** What it stopped for in an earlier life. */
  readonly halt?: Contradiction
}
