// What is kept is what was: diffs applied one after the other give every state, the chain executed again from
// genesis gives every root, and every disk opens as the head that its peer has.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { decode, encode } from '../../bytes/codec.ts'
import { readBlock } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../../chain/execute.ts'
import { applyDiff, diff, writesCodec } from '../../chain/tree/diff.ts'
import { Assembly, chunkFrom } from '../../chain/tree/snapshot.ts'
import { finalHeightAt } from '../sequencer.ts'
import type { Ending, MakeChecker, Raise } from './checker.ts'

/** So often a snapshot is taken and put together again. */
const SNAPSHOT_EVERY = 40

export const stored: MakeChecker = (community, genesis) => {
  let shadow = genesis.tree
  return {
    block({ parent, executed, first }, raise) {
      if (!first) return
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
    async end(ending, raise) {
      replay(community, ending, raise)
      for (const { peer, head } of ending.heads) {
        const opened = await ending.reopen(peer)
        if (typeof opened === 'string') raise(`the disk of peer ${peer} does not open: ${opened}`)
        else if (head && !equalBytes(opened.head.hash, head.hash))
          raise(
            `the disk of peer ${peer} opens at ${opened.head.header.height} instead of ${head.header.height}`,
          )
      }
    },
  }
}

function replay(community: Community, { genesis, wires, tip }: Ending, raise: Raise): void {
  let head: Executed = genesis
  for (const wire of wires) {
    const result = again(community, head, wire)
    if (typeof result === 'string') {
      raise(`height ${head.header.height + 1} executed again: ${result}`)
      return
    }
    head = result
  }
  if (!equalBytes(head.hash, tip.hash)) raise('the chain executed again ends elsewhere')
}

function again(community: Community, parent: Executed, wire: Bytes): Executed | string {
  const block = readBlock(wire)
  if (typeof block === 'string') return block
  const holds = block.transactions.map(() => true)
  const result = executeBlock(community, parent, block, holds, finalHeightAt(block.header.height))
  return isInvalid(result) ? result.code : result
}
