// A delegate that cheats once: in a slot of its own it makes two blocks, and shows each to half of the others.
import { equalBytes } from '../../bytes/bytes.ts'
import { type Behaviour, ownBlock } from '../byzantine/behaviour.ts'
import { forge } from '../forge.ts'
import type { World } from '../world.ts'

export function twoFaced({ peers, wire }: Pick<World, 'peers' | 'wire'>): Behaviour {
  let done = false
  return {
    effect(peer, effect) {
      const own = done ? undefined : ownBlock(peer, effect)
      const parent = own && peer.stepOf(own.block.header.parent)?.executed
      const twin = parent && forge(peer, { parent, slot: own.block.header.slot })
      if (!twin || equalBytes(twin.block.hash, own.block.hash)) return false
      done = true
      for (const to of peers)
        if (to !== peer)
          wire.whisper(peer, to, to.index % 2 === 0 ? own : { kind: 'block', block: twin.block })
      return true
    },
  }
}
