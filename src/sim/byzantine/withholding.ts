// Keeps its votes, and the certificates that only it can complete, and lets them out when they do most harm: when the
// honest have gone on along another branch, when links heal, or in the morning.
import { nameOf32 } from '../../bytes/name.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { type Certificate, certify, type Vote } from '../../chain/consensus/votes.ts'
import type { Message } from '../../chain/node/message.ts'
import { View } from '../../chain/store.ts'
import { vote } from '../forge.ts'
import type { Place } from '../place.ts'
import { half, type MakeBehaviour, type Plot } from './behaviour.ts'

const MOST_KEPT = 64
/** Once in so many slots it loses patience. */
const PATIENCE = 25

/** Votes that it has heard, by block, and certificates that it can make of them and its own. */
export class Hoard {
  private readonly votes = new Map<string, Vote[]>()

  hear(message: Message): void {
    if (message.kind !== 'vote') return
    const name = nameOf32(message.vote.block)
    const known = this.votes.get(name) ?? []
    known.push(message.vote)
    this.votes.set(name, known)
    if (this.votes.size > MOST_KEPT) this.votes.delete(this.votes.keys().next().value!)
  }

  /** The certificate for a block that it holds, with these peers' votes besides. */
  certificate(peer: Place, hash: Uint8Array, friends: readonly Place[]): Certificate | undefined {
    const step = peer.stepOf(hash)
    if (!step) return undefined
    const own = friends.map(friend => vote(friend, step.executed))
    return certify(
      [...own, ...(this.votes.get(nameOf32(hash)) ?? [])],
      activeSets(new View(step.parent.tree)),
    )
  }
}

export const withholding: MakeBehaviour = plot => {
  const hoard = new Hoard()
  let kept: Message[] = []
  let parted = false
  let keeping = true
  return {
    heard(_, message) {
      hoard.hear(message)
    },
    effect(peer, effect) {
      if (effect.kind === 'head') {
        const branch = kept.some(
          each => each.kind === 'certificate' && !isBelow(peer, each.certificate.block),
        )
        if (branch) release(plot, peer, kept)
        if (branch) kept = []
        return false
      }
      if (effect.kind !== 'send' || plot.over() || !keeping) return false
      const { message } = effect
      if (message.kind === 'vote') {
        const certificate = hoard.certificate(peer, message.vote.block, [peer])
        if (certificate) kept.push({ kind: 'certificate', chain: message.chain, certificate })
      }
      if (message.kind !== 'vote' && message.kind !== 'certificate') return false
      kept.push(message)
      if (kept.length > MOST_KEPT) kept.shift()
      return true
    },
    slot(peer) {
      const healed = parted && !plot.parted()
      parted = plot.parted()
      if (plot.random.once(10)) keeping = !keeping
      if (kept.length === 0 || !(healed || plot.over() || plot.random.once(PATIENCE))) return
      plot.did('withholding')
      release(plot, peer, kept)
      kept = []
    },
  }
}

function release(plot: Plot, peer: Place, kept: readonly Message[]): void {
  const [some, rest] = half(plot, peer)
  for (const message of kept)
    for (const to of plot.over() || plot.random.once(2) ? [...some, ...rest] : some)
      plot.wire.whisper(peer, to, message)
}

function isBelow(peer: Place, hash: Uint8Array): boolean {
  const name = nameOf32(hash)
  for (let at = peer.head; at; at = peer.stepOf(at.hash)?.parent) if (nameOf32(at.hash) === name) return true
  return false
}
