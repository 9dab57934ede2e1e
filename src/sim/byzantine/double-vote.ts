// Votes for whatever comes, on every branch, whatever was voted for before.
import { vote } from '../forge.ts'
import { half, type MakeBehaviour } from './behaviour.ts'

export const doubleVote: MakeBehaviour = plot => ({
  effect(peer, effect) {
    if (effect.kind === 'send' && effect.message.kind === 'vote') return !plot.over()
    if (effect.kind !== 'executed' || plot.over()) return false
    const { executed } = effect
    const message = { kind: 'vote', chain: executed.header.chain, vote: vote(peer, executed) } as const
    const [some, rest] = half(plot, peer)
    plot.did('double-vote')
    for (const to of plot.random.once(3) ? some : [...some, ...rest])
      if (to.delegate) plot.wire.whisper(peer, to, message)
    return false
  },
})
