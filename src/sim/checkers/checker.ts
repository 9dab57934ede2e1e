// A checker watches a run and says what must never be. Each is a file, and every test uses all of them.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Block } from '../../chain/block.ts'
import type { Code } from '../../chain/codes.ts'
import type { Community } from '../../chain/community.ts'
import type { Candidate } from '../../chain/consensus/forks.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Halt, Verdict } from '../../chain/node/effect.ts'
import type { Keep, Step } from '../../chain/node/keep.ts'
import type { Message } from '../../chain/node/message.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Place } from '../place.ts'

/** An honest peer has executed a block. */
export interface Sight {
  readonly peer: Place
  readonly step: Step
  /** It is the first to do so. */
  readonly first: boolean
}

/** What is left when a run is over. */
export interface Ending {
  readonly genesis: Executed
  /** The final chain, from height 1 on. */
  readonly chain: readonly Step[]
  readonly peers: readonly Place[]
}

/** Says what is broken. */
export type Raise = (words: string) => void

/** Only what honest peers do is shown to checkers. */
export interface Checker {
  started?(peer: Place, raise: Raise): void
  executed?(sight: Sight, raise: Raise): void
  /** A peer's head moved; `left` are the blocks that its branch no longer holds, the highest first. */
  headed?(peer: Place, left: readonly Step[], raise: Raise): void
  /** These became final at a peer. */
  finalised?(peer: Place, blocks: readonly Candidate[], raise: Raise): void
  /** The final chain grew by this block: it is shown once, in order. */
  extended?(step: Step, raise: Raise): void
  persisted?(peer: Place, keep: Keep, raise: Raise): void
  sent?(peer: Place, message: Message, raise: Raise): void
  /** A peer executed a block that looked well, and it was not. */
  invalid?(peer: Place, block: Block, code: Code, raise: Raise): void
  /** A peer stops. */
  halted?(peer: Place, halt: Halt, raise: Raise): void
  /** A transaction left a pool, or never got in, and why. */
  keptOut?(peer: Place, transaction: Transaction, code: Code, raise: Raise): void
  judged?(peer: Place, message: Message, verdict: Verdict, code: Code | undefined, raise: Raise): void
  /** A slot is over. */
  slot?(now: Now, raise: Raise): void
  end?(ending: Ending, raise: Raise): void
}

export interface Now {
  readonly slot: number
  readonly peers: readonly Place[]
  readonly inFlight: number
  /** Since which slot nothing has been wrong with a quorum; undefined while something is. */
  readonly calmSince: number | undefined
}

/** What a checker may ask of the run. */
export interface Run {
  readonly community: Community
  readonly genesis: Executed
  /** Whether this transaction may stand in no block. */
  forbidden(wire: Bytes): boolean
  /** Whether this run looks at what costs much, as one in ten does. */
  readonly thorough: boolean
}

/** Makes a checker for one run. */
export type MakeChecker = (run: Run) => Checker
