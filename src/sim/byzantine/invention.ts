// Answers those who start with votes that it invents: for blocks that nobody made, at views that never come.
import { decode, encode } from '../../bytes/codec.ts'
import { type Vote, voteBytes, voteCodec } from '../../chain/consensus/votes.ts'
import type { MakeBehaviour } from './behaviour.ts'

export const invention: MakeBehaviour = plot => ({
  effect(peer, effect) {
    if (effect.kind !== 'answer' || plot.over() || !peer.delegate) return false
    const { random, wire } = plot
    const { publicKey, sign } = peer.delegate.signer
    const { memory, to } = effect
    const invented = (): Vote => {
      const view = random.pick([peer.slot, peer.slot + 50, 1_000_000_000])!
      const ballot = {
        height: view,
        view,
        block: random.bytes(32),
        sourceView: Math.max(0, view - 1),
        source: random.bytes(32),
      }
      return { ...ballot, key: publicKey, signature: sign(voteBytes(memory.recall.chain, ballot)) }
    }
    // One in the asker's own name, too: its signature is not.
    const forged = { ...invented(), key: memory.recall.key }
    const own = decode(voteCodec, encode(voteCodec, forged))
    wire.answer(peer, to, { ...memory, latest: [invented()], votes: [own], certificate: null })
    return true
  },
})
