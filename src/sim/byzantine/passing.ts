// An owner that lets its slot pass when the seed displeases it, and sometimes shows the block later after all.
import { setOf, standingOf } from '../../chain/consensus/branch.ts'
import { foldReveal, ownerOf, renewSeed } from '../../chain/consensus/schedule.ts'
import type { Message } from '../../chain/node/message.ts'
import { View } from '../../chain/store.ts'
import type { Place } from '../place.ts'
import { type MakeBehaviour, ownBlock } from './behaviour.ts'

/** So many blocks before a boundary the seed is in sight. */
const NEAR = 4
const LOOK_AHEAD = 12

/** How many of the slots after the boundary would be its own, with or without its reveal. */
function worth(peer: Place, reveal: Uint8Array | undefined): number {
  const state = new View(peer.head!.tree)
  const { seed, reveals, to } = standingOf(state)
  const set = setOf(state, to)
  const renewed = renewSeed(seed, reveal ? foldReveal(reveals, reveal) : reveals)
  let own = 0
  for (let slot = peer.slot + NEAR; slot < peer.slot + NEAR + LOOK_AHEAD; slot++)
    if (String(set[ownerOf(renewed, slot, set.length)]!.account) === String(peer.delegate!.account)) own += 1
  return own
}

export const passing: MakeBehaviour = plot => {
  let late: Message | undefined
  return {
    effect(peer, effect) {
      const own = ownBlock(peer, effect)
      if (!own || plot.over() || !peer.head) return false
      const { epochBlocks } = peer.community.genesis
      const { height, reveal } = own.block.header
      const near = epochBlocks - (height % epochBlocks) <= NEAR
      const displeased = near && worth(peer, reveal) < worth(peer, undefined)
      if (displeased) plot.did('passing')
      // Others it lets pass for no reason at all.
      const passed = displeased || (!near && plot.random.once(5))
      if (passed) late = own
      return passed
    },
    slot(peer) {
      if (!late || !(plot.over() || plot.random.once(8))) return
      plot.wire.send(peer, late, 'everybody')
      late = undefined
    },
  }
}
