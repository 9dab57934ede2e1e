// A checker watches a run and says what must never be. Each is a file, and every test uses all of them.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Block } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import type { Executed, Invalid } from '../../chain/execute.ts'
import type { Ledger } from '../../peer/storage/ledger.ts'

/** One peer has executed one block. */
export interface Sight {
  readonly peer: number
  readonly parent: Executed
  readonly block: Block
  readonly executed: Executed
  /** It is the first to do so. */
  readonly first: boolean
}

/** How much a peer holds in memory. */
export interface Holding {
  readonly peer: number
  readonly pool: number
  readonly early: number
}

/** What is left when a run is over. */
export interface Ending {
  readonly genesis: Executed
  /** The newest that any peer executed. */
  readonly tip: Executed
  /** The wires of all blocks, from height 1 on. */
  readonly wires: readonly Bytes[]
  readonly heads: readonly { readonly peer: number; readonly head: Executed | undefined }[]
  /** Opens what each peer has on its disk, as its next start would. */
  reopen(peer: number): Promise<{ readonly ledger: Ledger; readonly head: Executed } | string>
}

/** Says what is broken. */
export type Raise = (words: string) => void

export interface Checker {
  /** A peer executed a block. */
  block?(sight: Sight, raise: Raise): void
  /** A peer found the sequencer's own block invalid. */
  invalid?(peer: number, invalid: Invalid, raise: Raise): void
  /** A slot is over. */
  slot?(holdings: readonly Holding[], inFlight: number, raise: Raise): void
  end?(ending: Ending, raise: Raise): Promise<void> | void
}

/** Makes a checker for one run. `forbidden` tells whether a transaction's wire may stand in no block. */
export type MakeChecker = (
  community: Community,
  genesis: Executed,
  forbidden: (wire: Bytes) => boolean,
) => Checker
