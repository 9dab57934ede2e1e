// Whether blocks are made and none becomes final: then more than a third of the delegates may be gone.
import type { BlockSight } from '../../peer/api.ts'

/** A partition, or a laptop that was closed, is over by then more often than not. */
const PATIENCE_MS = 60_000
/** As many as are seen. */
const MOST_BLOCKS = 64

/** `blocks`: the newest first. */
export function isStuck(
  blocks: readonly Pick<BlockSight, 'slot' | 'stage'>[],
  slot: number,
  slotMs: number,
): boolean {
  const waiting = blocks.filter(({ stage }) => stage !== 'final')
  const oldest = waiting.at(-1)
  if (!oldest) return false
  return (slot - oldest.slot) * slotMs >= PATIENCE_MS || waiting.length >= MOST_BLOCKS
}
