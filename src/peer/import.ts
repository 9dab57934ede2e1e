// Blocks come in: while one is executed, the signatures of the next are verified, which the platform does beside
// this thread.
import { type Block, readBlock } from '../chain/block.ts'
import type { BlockCode, Code } from '../chain/codes.ts'
import type { Community } from '../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../chain/execute.ts'
import { rulesAt } from '../chain/kernel/rules.ts'
import { View } from '../chain/store.ts'
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

/** Executes blocks that follow each other, each as it travels, from a head on; the last item says why it stopped early. */
export async function* importBlocks(
  community: Community,
  head: Executed,
  wires: Iterable<Uint8Array>,
  verifier: Verifier,
  finalHeightOf: (block: Block) => number,
): AsyncGenerator<Imported | Stopped, void> {
  const source = wires[Symbol.iterator]()
  let parent = head
  let ahead = begin(community, parent, source.next(), verifier)
  while (ahead) {
    if ('code' in ahead) return yield ahead
    const { block } = ahead
    const verdicts = await ahead.verdicts
    const next = begin(community, parent, source.next(), verifier)
    // Verification gets under way before this thread is taken for the execution.
    await turn()
    const executed = executeBlock(community, parent, block, verdicts, finalHeightOf(block))
    if (isInvalid(executed)) return yield executed
    yield { parent, block, executed }
    parent = executed
    ahead = next
  }
}

const turn = () => new Promise<void>(resolve => setTimeout(resolve))

/** Reads a block and sets its verification going. Rules that this peer lacks are for the execution to find. */
function begin(
  community: Community,
  parent: Executed,
  wire: IteratorResult<Uint8Array>,
  verifier: Verifier,
): Ahead | Stopped | undefined {
  if (wire.done) return undefined
  const block = readBlock(wire.value)
  if (typeof block === 'string') return { code: block }
  const registry = community.rules.get(rulesAt(new View(parent.tree), block.header.height))
  const verdicts = registry
    ? verifyTransactions(verifier, community, registry, block.transactions)
    : Promise.resolve([])
  return { block, verdicts }
}
