// No two honest peers ever hold conflicting final blocks, and no peer's finality goes back in its life.

import { toHex } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Place } from '../place.ts'
import type { MakeChecker } from './checker.ts'

export const finals: MakeChecker = () => {
  /** By height: the block, and who was the first to hold it final. */
  const chain = new Map<number, { readonly name: string; readonly hash: string; readonly peer: string }>()
  const heights = new Map<Place, number>()
  return {
    started(peer) {
      heights.set(peer, peer.finalHeight)
    },
    halted(peer, halt, raise) {
      if (halt.reason === 'conflicting-finals')
        raise(`peer ${peer.name} halts: two blocks of height ${halt.other.height} are final`)
    },
    finalised(peer, blocks, raise) {
      for (const { height, hash } of blocks) {
        const before = heights.get(peer) ?? 0
        if (height <= before) raise(`the finality of peer ${peer.name} goes from ${before} to ${height}`)
        heights.set(peer, height)
        const known = chain.get(height)
        const name = nameOf32(hash)
        if (!known) chain.set(height, { name, hash: toHex(hash), peer: peer.name })
        else if (known.name !== name)
          raise(
            `height ${height}: ${known.hash} is final at peer ${known.peer}, ${toHex(hash)} at ${peer.name}`,
          )
      }
    },
  }
}
