// Equal blocks give equal states, and what one honest peer finds valid no other finds invalid.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import { outcomesRoot } from '../../chain/outcomes.ts'
import { sameBlock } from '../shared.ts'
import type { MakeChecker, Raise } from './checker.ts'

interface Judged {
  readonly block: Block
  readonly valid: boolean
  readonly peer: string
  readonly words: string
}

export const agreement: MakeChecker = () => {
  const known = new Map<string, Executed>()
  const judged = new Map<string, Judged[]>()

  const judge = (peer: string, block: Block, valid: boolean, words: string, raise: Raise) => {
    const name = nameOf32(block.hash)
    const all = judged.get(name) ?? []
    judged.set(name, all)
    const before = all.find(each => sameBlock(each.block, block))
    if (!before) all.push({ block, valid, peer, words })
    else if (before.valid !== valid)
      raise(
        `block ${toHex(block.hash).slice(0, 16)} of slot ${block.header.slot} is ${before.words} to peer ${before.peer} and ${words} to peer ${peer}`,
      )
  }

  return {
    executed({ peer, step: { block, executed }, first }, raise) {
      judge(peer.name, block, true, 'valid', raise)
      const name = nameOf32(executed.hash)
      const other = known.get(name)
      // What is shared is the very same.
      if (other === executed) return
      if (first) known.set(name, executed)
      const { header, tree, outcomes, events } = executed
      const words = `peer ${peer.name} at height ${header.height}`
      if (!equalBytes(tree.root(), header.state)) raise(`${words}: the state is not the header’s`)
      if (!equalBytes(outcomesRoot(outcomes, events), header.outcomes))
        raise(`${words}: the outcomes are not the header’s`)
    },
    judged(peer, message, verdict, code, raise) {
      if (message.kind === 'block' && verdict === 'bad')
        judge(peer.name, message.block, false, code ?? 'bad', raise)
    },
    invalid(peer, block, code, raise) {
      judge(peer.name, block, false, code, raise)
    },
  }
}
