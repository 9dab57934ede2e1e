// Blocks come in: while one is executed, the signatures of the next ones are verified, which the platform does beside
// this thread.
import { type Block, readBlock } from '../chain/block.ts'
import type { BlockCode, Code } from '../chain/codes.ts'
import type { Community } from '../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../chain/execute.ts'
import { verifyTransactions } from '../chain/verification.ts'
import type { Verifier } from '../crypto/verify.ts'

/** One block of the branch, executed on the one before it. */
export interface Imported {
  readonly parent: Executed
  readonly block: Block
  readonly executed: Executed
}

/** The branch ends here: this block cannot be had, and why. */
export interface Stopped {
  readonly code: BlockCode | Code
  /** Which transaction, where it is one's fault. */
  readonly index?: number
}

interface Ahead {
  readonly block: Block
  readonly verdicts: Promise<readonly boolean[]>
}

/** So many blocks' signatures are under way at a time: one could be done before the execution beside it is. */
const AHEAD = 2

/** Executes blocks that follow each other, each as it travels, from a head on; the last item says why it stopped early. */
export async function* importBlocks(
  community: Community,
  head: Executed,
  wires: Iterable<Uint8Array>,
  verifier: Verifier,
): AsyncGenerator<Imported | Stopped, void> {
  const source = wires[Symbol.iterator]()
  const queue: (Ahead | Stopped)[] = []
  let parent = head
  for (;;) {
    while (queue.length <= AHEAD) {
      const wire = source.next()
      if (wire.done) break
      queue.push(begin(community, wire.value, verifier))
    }
    const first = queue.shift()
    if (!first) return
    if ('code' in first) return yield first
    const { block } = first
    const verdicts = await first.verdicts
    // Verification of the next gets under way before this thread is taken for the execution.
    await turn()
    const executed = executeBlock(community, parent, block, verdicts)
    if (isInvalid(executed)) return yield executed
    yield { parent, block, executed }
    parent = executed
  }
}

const turn = () => new Promise<void>(resolve => setTimeout(resolve))

/** Reads a block and sets its verification going, under the rules that it says it is under: executing it checks that. */
function begin(community: Community, wire: Uint8Array, verifier: Verifier): Ahead | Stopped {
  const block = readBlock(wire)
  if (typeof block === 'string') return { code: block }
  const registry = community.rules.get(block.header.rules)
  const verdicts = registry
    ? verifyTransactions(verifier, community, registry, block.transactions)
    : Promise.resolve([])
  return { block, verdicts }
}
