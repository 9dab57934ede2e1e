// Blocks of slots to come, whichever of them it owns.
import { forge } from '../forge.ts'
import type { MakeBehaviour } from './behaviour.ts'

const FURTHEST = 30

export const futureBlocks: MakeBehaviour = plot => ({
  slot(peer, slot) {
    if (plot.over() || !peer.head || !plot.random.once(5)) return
    const ahead = plot.random.between(1, FURTHEST)
    for (let later = slot + ahead; later < slot + ahead + peer.community.genesis.delegateCount * 2; later++) {
      const made = forge(peer, { parent: peer.head, slot: later, greatestView: later })
      if (!made) continue
      plot.did('future-blocks')
      for (const to of plot.peers)
        if (to !== peer) plot.wire.whisper(peer, to, { kind: 'block', block: made.block })
      return
    }
  },
})
