// The newest stretch of the chain as places in a fence: a stake is a block, a gap is time in which nothing was due.
import type { BlockSight } from '../../peer/api.ts'

export type Place =
  | {
      readonly kind: 'block'
      readonly slot: number
      readonly height: number
      readonly stage: BlockSight['stage']
      readonly votes: number
      readonly of: number
      readonly producer: string
      readonly transactions: number
    }
  /** Somebody's turn in which a block was due and none came. */
  | { readonly kind: 'missed'; readonly slot: number; readonly by: string }
  /** Nothing was due. */
  | { readonly kind: 'quiet'; readonly slot: number; readonly slots: number }
  /** Whose slot nobody can say. */
  | { readonly kind: 'next' }

/** The last places, at most so many, the oldest first; `blocks` come the newest first. */
export function placesOf(blocks: readonly BlockSight[], most: number): Place[] {
  const places: Place[] = []
  let before: BlockSight | undefined
  for (const block of [...blocks].reverse()) {
    if (before) places.push(...between(before, block))
    const { height, stage, votes, delegates, producer, transactions } = block
    places.push({
      kind: 'block',
      slot: block.slot,
      height,
      stage,
      votes,
      of: delegates,
      producer,
      transactions,
    })
    before = block
  }
  if (before && before.stage !== 'final') places.push({ kind: 'next' })
  return places.slice(-most)
}

/** Where it stands stays where it is while others come. */
export const keyOf = (place: Place): string =>
  place.kind === 'next' ? 'next' : `${place.kind} ${place.slot}`

function between(before: BlockSight, block: BlockSight): Place[] {
  const slots = block.slot - before.slot - 1
  if (slots <= 0) return []
  const missed = block.missed.map(({ slot, owner }): Place => ({ kind: 'missed', slot, by: owner }))
  const quiet = slots - missed.length
  return quiet > 0 ? [{ kind: 'quiet', slot: before.slot + 1, slots: quiet }, ...missed] : missed
}

/** So many delegates must vote for a block: more than two thirds. */
export const quorumOf = (delegates: number): number => Math.floor((2 * delegates) / 3) + 1
