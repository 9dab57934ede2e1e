// Joining (rule 8): the recent final block that an invitation names, and what has become final here.
import { equalBytes } from '../../bytes/bytes.ts'
import { readBlock } from '../../chain/block.ts'
import { ageOf, type Checkpoint } from '../invitation.ts'
import type { Ledger, Refused } from '../storage/ledger.ts'
import type { SideAround } from './side.ts'

/** What is to be held to the checkpoint: `done`: nothing any more. */
export type Pending = Checkpoint | 'done'

type Around = Pick<SideAround, 'checkpoint' | 'clock' | 'community'>

/** Of a peer that has come as far as `height`, and has nothing at all where that is undefined. */
export function pendingAt(around: Around, height: number | undefined): Pending | Refused {
  const { checkpoint, clock, community } = around
  if (!checkpoint || (height !== undefined && height >= checkpoint.height)) return 'done'
  const age = ageOf(checkpoint.slot, clock.slot, community.genesis.evidenceSlots)
  if (age === 'good') return checkpoint
  // Joining (rule 8): who has come some way goes on from there; who has nothing needs a newer one.
  return height === undefined ? { refused: 'checkpoint', why: age } : 'done'
}

/** Whether what is kept is another history than the one that the invitation names. */
export async function contradicts({ checkpoint }: Around, ledger: Ledger, height: number): Promise<boolean> {
  if (!checkpoint || checkpoint.height === 0 || height < checkpoint.height) return false
  const wire = await ledger.block(checkpoint.height)
  const block = wire && readBlock(wire)
  return block !== undefined && typeof block !== 'string' && !equalBytes(block.hash, checkpoint.hash)
}
