// Answers those who start with votes that it invents: for blocks that nobody made, at views that never come, and that
// blocks have not.
import { decode, encode } from '../../bytes/codec.ts'
import { type Vote, voteBytes, voteCodec } from '../../chain/consensus/votes.ts'
import { vouchBytes } from '../../chain/node/memory.ts'
import type { MakeBehaviour } from './behaviour.ts'

export const invention: MakeBehaviour = plot => ({
  effect(peer, effect) {
    if (effect.kind !== 'answer' || plot.over() || !peer.delegate) return false
    const { random, wire } = plot
    plot.did('invention')
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
    // One for a block that there is, at a view that it has not.
    const [known] = memory.latest
    const skewed = { ...invented(), ...(known && { height: known.height, block: known.block }) }
    const askew = { ...skewed, signature: sign(voteBytes(memory.recall.chain, skewed)) }
    // One in the asker's own name, too: its signature is not.
    const forged = { ...invented(), key: memory.recall.key }
    const own = decode(voteCodec, encode(voteCodec, forged))
    const told = { ...memory, latest: [invented(), askew], votes: [own], certificate: null }
    const signature = sign(vouchBytes(told, publicKey))
    wire.answer(peer, to, { ...told, vouched: { key: publicKey, signature } })
    return true
  },
})
