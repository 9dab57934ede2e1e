// Two blocks in one slot, each shown to some.
import { forge } from '../forge.ts'
import { half, type MakeBehaviour, ownBlock } from './behaviour.ts'

export const equivocation: MakeBehaviour = plot => ({
  effect(peer, effect) {
    const own = ownBlock(peer, effect)
    if (!own || plot.over() || plot.random.once(2)) return false
    const { block } = own
    const parent = peer.stepOf(block.header.parent)?.executed
    if (!parent) return false
    const { random } = plot
    const transactions = block.transactions.filter(() => random.once(2))
    const twin = forge(peer, { parent, slot: block.header.slot, transactions })
    if (!twin || String(twin.block.hash) === String(block.hash)) return false
    plot.did('equivocation')
    const [some, rest] = half(plot, peer)
    for (const to of some) plot.wire.whisper(peer, to, own)
    for (const to of rest) plot.wire.whisper(peer, to, { kind: 'block', block: twin.block })
    // Its own node may as well be of the other opinion.
    if (random.once(2)) peer.feed({ kind: 'heard', message: { kind: 'block', block: twin.block } })
    return true
  },
})
