// Whoever watches the peers of a world: is told everything, and changes nothing.
import type { Block } from '../chain/block.ts'
import type { Code } from '../chain/codes.ts'
import type { Candidate } from '../chain/consensus/forks.ts'
import type { Executed } from '../chain/execute.ts'
import type { Halt, Offence, Verdict } from '../chain/node/effect.ts'
import type { Keep, Step } from '../chain/node/keep.ts'
import type { Message } from '../chain/node/message.ts'
import type { Transaction } from '../chain/transaction.ts'
import type { Place } from './place.ts'

export interface Witness {
  started(peer: Place): void
  /** A peer executed a block on its parent. */
  executed(peer: Place, step: Step): void
  headed(peer: Place, before: Executed, after: Executed): void
  /** These became final at a peer, the lowest first. */
  finalised(peer: Place, blocks: readonly Candidate[]): void
  /** Something durable is on a peer's disk. */
  persisted(peer: Place, keep: Keep): void
  /** A peer says something of its own. */
  sent(peer: Place, message: Message): void
  judged(peer: Place, message: Message, verdict: Verdict, code: Code | undefined): void
  invalid(peer: Place, block: Block, code: Code): void
  accused(peer: Place, offence: Offence): void
  keptOut(peer: Place, transaction: Transaction, code: Code): void
  halted(peer: Place, halt: Halt): void
  /** A life ends, by whatever. */
  ended(peer: Place): void
}
