// What is kept is what was: diffs applied one after the other give every state, a snapshot put together again gives
// its own, and the chain executed again from genesis gives every root. One run in ten is looked at so.
import { equalBytes } from '../../bytes/bytes.ts'
import { decode, encode } from '../../bytes/codec.ts'
import { readBlock, writeBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../../chain/execute.ts'
import type { Step } from '../../chain/node/keep.ts'
import { applyDiff, diff, writesCodec } from '../../chain/tree/diff.ts'
import { Assembly, chunkFrom } from '../../chain/tree/snapshot.ts'
import type { MakeChecker, Raise } from './checker.ts'

/** So often a snapshot is taken and put together again. */
const SNAPSHOT_EVERY = 40

export const stored: MakeChecker = ({ community, genesis, thorough }) => {
  if (!thorough) return {}
  let shadow = genesis.tree
  return {
    extended({ parent, executed }, raise) {
      const { height, state } = executed.header
      const writes = diff(parent.tree, executed.tree).map(({ key, value }) => ({ key, value }))
      shadow = applyDiff(shadow, decode(writesCodec, encode(writesCodec, writes)))
      if (!equalBytes(shadow.root(), state)) raise(`the diffs up to height ${height} give another state`)
      if (height % SNAPSHOT_EVERY !== 0) return
      const assembly = new Assembly(state)
      for (let from: Uint8Array | undefined = new Uint8Array(0); from; ) {
        const { next, ...chunk } = chunkFrom(shadow, from, 4096)
        if (!assembly.add(chunk).ok) raise(`a chunk of height ${height} does not hold`)
        from = next
      }
      shadow = assembly.tree() ?? shadow
    },
    end({ chain, peers }, raise) {
      replay(community, genesis, chain, raise)
      for (const peer of peers) {
        const { root, path } = peer.image().read()
        const { height } = root.header
        const final = chain[height - 1]
        if (height > 0 && final && !equalBytes(final.executed.hash, root.hash))
          raise(`the disk of peer ${peer.name} begins at another block of height ${height}`)
        for (const { executed } of path)
          if (!equalBytes(executed.tree.root(), executed.header.state))
            raise(`the disk of peer ${peer.name} holds a state that is not its block’s`)
      }
    },
  }
}

function replay(community: Community, genesis: Executed, chain: readonly Step[], raise: Raise): void {
  let head: Executed = genesis
  for (const { block } of chain) {
    const read = readBlock(writeBlock(block))
    const result =
      typeof read === 'string'
        ? { code: read }
        : executeBlock(
            community,
            head,
            read,
            read.transactions.map(() => true),
          )
    if (isInvalid(result)) {
      raise(`height ${head.header.height + 1} executed again: ${result.code}`)
      return
    }
    head = result
  }
  const tip = chain.at(-1)?.executed
  if (tip && !equalBytes(head.tree.root(), tip.tree.root())) raise('the chain executed again ends elsewhere')
}
