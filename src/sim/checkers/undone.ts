// What a night without a quorum has made is not undone by fewer than made it (rule 4): nobody leaves a branch for one that
// has no newer certificate and that fewer delegates can stand behind than are known to stand behind the one that is left.
import { equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { signersOf, type Vote } from '../../chain/consensus/votes.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Step } from '../../chain/node/keep.ts'
import { View } from '../../chain/store.ts'
import type { Place } from '../place.ts'
import type { MakeChecker } from './checker.ts'

/** Of each honest key every block that it voted for, and the last of them. */
interface Cast {
  readonly blocks: Set<string>
  view: number
  last: string
}

export const undone: MakeChecker = () => {
  const cast = new Map<string, Cast>()
  /** Of each peer in this life, by key, the latest vote that it knows. */
  const known = new Map<Place, Map<string, Vote>>()

  const learn = (peer: Place, vote: Vote) => {
    const votes = known.get(peer) ?? new Map<string, Vote>()
    known.set(peer, votes)
    const key = nameOf32(vote.key)
    if ((votes.get(key)?.view ?? -1) < vote.view) votes.set(key, vote)
  }

  /** Whether this peer knows that the key's last vote is for one of these blocks. */
  const standsBehind = (peer: Place, key: string, blocks: ReadonlySet<string>): boolean => {
    const vote = known.get(peer)?.get(key)
    const block = vote && nameOf32(vote.block)
    return block !== undefined && blocks.has(block) && cast.get(key)?.last === block
  }

  /** Of the dishonest nobody knows what they said to whom. */
  const mayStandBehind = (key: string, blocks: ReadonlySet<string>): boolean => {
    const votes = cast.get(key)
    return !votes || [...blocks].some(block => votes.blocks.has(block))
  }

  return {
    started(peer) {
      known.delete(peer)
    },
    sent(peer, message) {
      if (message.kind !== 'vote') return
      const { vote } = message
      const key = nameOf32(vote.key)
      const votes = cast.get(key) ?? { blocks: new Set<string>(), view: -1, last: '' }
      cast.set(key, votes)
      const block = nameOf32(vote.block)
      votes.blocks.add(block)
      if (vote.view > votes.view) {
        votes.view = vote.view
        votes.last = block
      }
      learn(peer, vote)
    },
    judged(peer, message, verdict) {
      if (message.kind === 'vote' && verdict === 'good') learn(peer, message.vote)
    },
    headed(peer, left, raise) {
      const joined = joinedBy(peer, left)
      if (!joined) return
      const justified = (blocks: readonly Executed[]) =>
        Math.max(
          -1,
          ...blocks.filter(({ hash }) => peer.node!.justified(hash)).map(({ header }) => header.view),
        )
      const [before, after] = [justified(left.map(({ executed }) => executed)), justified(joined)]
      if (after > before) return
      const words = `peer ${peer.name} leaves ${left.length} blocks`
      if (after < before) {
        raise(`${words} and a certificate of view ${before}, for one of ${after}`)
        return
      }
      const old = new Set(left.map(({ executed }) => nameOf32(executed.hash)))
      const fresh = new Set(joined.map(({ hash }) => nameOf32(hash)))
      let [behind, most] = [0, 0]
      for (const signer of signersOf(activeSets(new View(peer.node!.final.tree)))) {
        const key = nameOf32(signer)
        if (standsBehind(peer, key, old)) behind += 1
        if (mayStandBehind(key, fresh)) most += 1
      }
      if (behind > most) raise(`${words} that ${behind} delegates stand behind, for others that ${most} may`)
    },
  }
}

/** The blocks of the new branch down to where the old one left it; undefined where it is no matter of rule 4 alone. */
function joinedBy(peer: Place, left: readonly Step[]): Executed[] | undefined {
  const { node, head } = peer
  const fork = left.at(-1)?.parent
  if (!node || !head || !fork || peer.finalHeight > fork.header.height) return undefined
  const joined: Executed[] = []
  for (let at = head; !equalBytes(at.hash, fork.hash); ) {
    // An era begins (rule 10), or the new branch is not here in one piece.
    const step = peer.stepOf(at.hash)
    if (!step || !equalBytes(at.header.chain, fork.header.chain)) return undefined
    joined.push(at)
    at = step.parent
  }
  return joined
}
