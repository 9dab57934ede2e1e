// While links are cut, a face for each side: votes for whatever is the head there, blocks on it, and not a word of the
// other. With a third of the delegates so, both sides have their quorum.
import { nameOf32 } from '../../bytes/name.ts'
import { forge, vote } from '../forge.ts'
import type { Place } from '../place.ts'
import type { MakeBehaviour } from './behaviour.ts'

/** So far down from a head it votes. */
const DEEP = 4

export const twoFaces: MakeBehaviour = plot => {
  const voted = new Set<string>()

  const show = (peer: Place, side: readonly Place[], slot: number) => {
    const [first] = side
    let step = first!.stepOf(first!.head!.hash)
    for (let deep = 0; step && deep < DEEP; deep++) {
      const { executed } = step
      const name = peer.name + nameOf32(executed.hash)
      step = first!.stepOf(executed.header.parent)
      if (voted.has(name)) continue
      voted.add(name)
      const message = { kind: 'vote', chain: executed.header.chain, vote: vote(peer, executed) } as const
      for (const to of side) plot.wire.whisper(peer, to, message)
    }
    const best = first!.bestCertificate
    const certificate = best?.kind === 'certificate' ? best.certificate : undefined
    const parent = first!.head!
    const made =
      forge(peer, { parent, slot, certificate, greatestView: slot }) ?? forge(peer, { parent, slot })
    if (made) plot.did('two-faces')
    if (made) for (const to of side) plot.wire.whisper(peer, to, { kind: 'block', block: made.block })
  }

  return {
    effect(peer, effect) {
      return peer.mute && (effect.kind === 'send' || effect.kind === 'verdict')
    },
    slot(peer, slot) {
      peer.mute = plot.parted() && !plot.over()
      if (!peer.mute) return
      const sides = new Map<string, Place[]>()
      for (const each of plot.peers)
        if (each.honest && each.awake && each.head) {
          const name = nameOf32(each.head.hash)
          sides.set(name, [...(sides.get(name) ?? []), each])
        }
      for (const side of sides.values()) show(peer, side, slot)
    },
  }
}
