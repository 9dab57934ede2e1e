// Blocks with something wrong in them, well signed: a state that is not what execution gives, and the like.
import type { Block, Header } from '../../chain/block.ts'
import { signed } from '../forge.ts'
import type { Random } from '../random.ts'
import { type MakeBehaviour, ownBlock } from './behaviour.ts'

type Wrong = (header: Header, random: Random) => Partial<Header>

const flipped = (hash: Uint8Array, random: Random) => {
  const other = hash.slice()
  other[random.draw(other.length)]! ^= 1 << random.draw(8)
  return other
}

const WRONGS: readonly Wrong[] = [
  ({ state }, random) => ({ state: flipped(state, random) }),
  ({ outcomes }, random) => ({ outcomes: flipped(outcomes, random) }),
  ({ transactions }, random) => ({ transactions: flipped(transactions, random) }),
  ({ activeNext }, random) => ({ activeNext: flipped(activeNext, random) }),
  ({ active }, random) => ({ active: flipped(active, random) }),
  ({ reveal }, random) => ({ reveal: flipped(reveal, random) }),
  ({ producer }, random) => ({ producer: flipped(producer, random) }),
  ({ slot }) => ({ view: slot + 1 }),
  ({ view }) => ({ view: Math.max(0, view - 1) }),
  ({ rules }) => ({ rules: rules + 1 }),
  ({ height }) => ({ height: height + 1 }),
  ({ slot }) => ({ slot: Math.max(0, slot - 1) }),
  ({ justify }, random) => ({ justify: { ...justify, certificate: flipped(justify.certificate, random) } }),
  ({ justify }) => ({ justify: { ...justify, view: justify.view + 1 } }),
]

export const wrongRoot: MakeBehaviour = plot => ({
  effect(peer, effect) {
    const own = ownBlock(peer, effect)
    if (!own || plot.over() || plot.random.once(2)) return false
    const { random, wire } = plot
    const { header, certificate, transactions } = own.block
    const wrong = random.pick(WRONGS)!(header, random)
    let block: Block = signed(peer, { ...header, ...wrong }, certificate, transactions)
    if (random.once(6)) block = { ...own.block, transactions: transactions.slice(1) }
    if (random.once(8)) block = { ...own.block, certificate: certificate ? null : new Uint8Array(9) }
    plot.did('wrong-root')
    for (const to of plot.peers) if (to !== peer) wire.whisper(peer, to, { kind: 'block', block })
    // Sometimes the good one follows.
    return random.once(2)
  },
})
