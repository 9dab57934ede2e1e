// Equal blocks give equal states, and all peers have equal blocks.
import { toHex } from '../../bytes/bytes.ts'
import { outcomesRoot } from '../../chain/outcomes.ts'
import type { MakeChecker } from './checker.ts'

export const agreement: MakeChecker = () => {
  const known = new Map<number, { hash: string; state: string; outcomes: string }>()
  return {
    block({ peer, executed }, raise) {
      const { header, hash, tree, outcomes, events } = executed
      const own = {
        hash: toHex(hash),
        state: toHex(tree.root()),
        outcomes: toHex(outcomesRoot(outcomes, events)),
      }
      const { height } = header
      const other = known.get(height)
      if (!other) known.set(height, own)
      else if (other.hash !== own.hash) raise(`peer ${peer} has another block at height ${height}`)
      else if (other.state !== own.state) raise(`peer ${peer} has another state at height ${height}`)
      else if (other.outcomes !== own.outcomes) raise(`peer ${peer} has other outcomes at height ${height}`)
      if (own.state !== toHex(header.state)) raise(`peer ${peer} has not the header’s state at ${height}`)
      if (own.outcomes !== toHex(header.outcomes))
        raise(`peer ${peer} has not the header’s outcomes at ${height}`)
    },
    invalid(peer, { code, index }, raise) {
      raise(
        `peer ${peer} refuses a block that was ordered: ${code}${index === undefined ? '' : ` at ${index}`}`,
      )
    },
    end({ tip, heads }, raise) {
      for (const { peer, head } of heads) {
        if (!head) raise(`peer ${peer} did not start`)
        else if (toHex(head.hash) !== toHex(tip.hash))
          raise(`peer ${peer} stands at ${head.header.height}, the chain at ${tip.header.height}`)
      }
    },
  }
}
