// How the peers of a world reach each other. `direct` links everybody with everybody; the mesh has neighbours.
import type { Hash } from '../bytes/hash.ts'
import type { Code } from '../chain/codes.ts'
import type { Verdict } from '../chain/node/effect.ts'
import type { Memory, Recall } from '../chain/node/memory.ts'
import type { Message } from '../chain/node/message.ts'
import type { Place } from './place.ts'

export interface Wire {
  /** The node says something. */
  send(from: Place, message: Message, to: 'delegates' | 'everybody'): void
  /** Something is said to one peer alone, which only the dishonest do. */
  whisper(from: Place, to: Place, message: Message): void
  /** What a node thinks of what it heard. */
  judge(at: Place, message: Message, from: string | undefined, verdict: Verdict, code: Code | undefined): void
  /** A block is missing. */
  want(at: Place, hash: Hash, from: string | undefined): void
  /** Every peer that is reached is asked. */
  recall(at: Place, recall: Recall): void
  answer(from: Place, to: string, memory: Memory): void
  /** Bytes that mean nothing. */
  flood(from: Place, to: Place, size: number): void
  /** A slot begins at this peer, which is awake. */
  onSlot(at: Place): void
  /** A peer starts, or loses its power. */
  begin(peer: Place): void
  end(peer: Place): void
}
