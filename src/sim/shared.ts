// What the peers of one run share: a block executed by one, and signatures checked by one, are the same for all. In one
// run of ten nothing is shared, and every peer does all of it again.
import { type Bytes, equalBytes } from '../bytes/bytes.ts'
import { nameOf32 } from '../bytes/name.ts'
import type { Block } from '../chain/block.ts'
import type { Community } from '../chain/community.ts'
import { type Executed, executeBlock, type Invalid } from '../chain/execute.ts'
import { type Inspected, inspect } from '../chain/inspect.ts'
import { outcomesRoot } from '../chain/outcomes.ts'
import type { Signed } from '../crypto/signed.ts'
import type { Random } from './random.ts'
import type { Scheme } from './signing.ts'

interface Known {
  readonly block: Block
  readonly result: Executed | Invalid
}

interface Looked {
  readonly community: Community
  readonly parent: Executed
  readonly result: Inspected | Invalid
}

interface Verdict {
  readonly publicKey: Bytes
  readonly message: Bytes
  readonly holds: boolean
}

/** One shared execution in so many is made again. */
const SAMPLE = 128

export class Shared {
  readonly count = { executed: 0, shared: 0, again: 0, differing: 0 }
  private readonly scheme: Scheme
  private readonly sharing: boolean
  private readonly random: Random
  private readonly results = new Map<string, Known>()
  private readonly inspected = new WeakMap<Block, Looked>()
  private readonly verdicts = new WeakMap<Bytes, Verdict>()
  private readonly lists = new WeakMap<readonly Signed[], boolean[]>()

  constructor(scheme: Scheme, sharing: boolean, random: Random) {
    this.scheme = scheme
    this.sharing = sharing
    this.random = random
  }

  readonly execute = (
    community: Community,
    parent: Executed,
    block: Block,
    holds: readonly boolean[],
  ): Executed | Invalid => {
    const known =
      this.sharing && holds.every(each => each) ? this.results.get(nameOf32(block.hash)) : undefined
    const same = known !== undefined && sameBody(known.block, block)
    // Some do it all again, so that a block which does not mean the same everywhere is found out.
    const again = same && this.random.once(SAMPLE)
    if (same && !again) {
      this.count.shared += 1
      return known.result
    }
    this.count.executed += 1
    const result = executeBlock(community, parent, block, holds)
    if (again) {
      this.count.again += 1
      if (meansTheSame(result, known.result)) return known.result
      // From here on two peers disagree, which checkers see.
      this.count.differing += 1
      return result
    }
    // What hangs on the rules that one peer lacks is no answer for another.
    if (this.sharing && holds.every(each => each) && !lacksRules(result)) this.learn(block, result)
    return result
  }

  readonly inspect = (community: Community, parent: Executed, block: Block): Inspected | Invalid => {
    if (!this.sharing) return inspect(community, parent, block)
    // One that lacks the rules sees nothing, and so is not asked for the others.
    const known = this.inspected.get(block)
    if (known?.parent === parent && known.community === community) return known.result
    const result = inspect(community, parent, block)
    this.inspected.set(block, { community, parent, result })
    return result
  }

  /** A peer's own block need not be executed by the others either. */
  learn(block: Block, result: Executed | Invalid): void {
    const name = nameOf32(block.hash)
    if (this.sharing && !this.results.has(name)) this.results.set(name, { block, result })
  }

  readonly verify = (items: readonly Signed[]): boolean[] => {
    if (items.length === 1) return [this.verifyOne(items[0]!)]
    const known = this.lists.get(items)
    if (known) return known
    const verdicts = items.map(item => this.verifyOne(item))
    if (this.sharing) this.lists.set(items, verdicts)
    return verdicts
  }

  private verifyOne(signed: Signed): boolean {
    if (!this.sharing) return this.scheme.verify(signed)
    const { publicKey, message, signature } = signed
    const known = this.verdicts.get(signature)
    if (known && isSame(known.publicKey, publicKey) && isSame(known.message, message)) return known.holds
    const holds = this.scheme.verify(signed)
    this.verdicts.set(signature, { publicKey, message, holds })
    return holds
  }
}

const isSame = (a: Bytes, b: Bytes): boolean => a === b || equalBytes(a, b)

/** Two executions of the same bytes: both refuse for the same reason, or the state and all outcomes are the same. */
function meansTheSame(a: Executed | Invalid, b: Executed | Invalid): boolean {
  if ('code' in a || 'code' in b) return 'code' in a && 'code' in b && a.code === b.code
  return (
    equalBytes(a.tree.root(), b.tree.root()) &&
    equalBytes(outcomesRoot(a.outcomes, a.events), outcomesRoot(b.outcomes, b.events))
  )
}

const lacksRules = (result: object): boolean => 'code' in result && result.code === 'block/unknown-rules'

/** The same bytes, to the producer's signature. */
export const sameBlock = (a: Block, b: Block): boolean =>
  a === b || (equalBytes(a.hash, b.hash) && equalBytes(a.signature, b.signature) && sameBody(a, b))

/** The hash stands for the header alone; what travels beside it must be the same as well. */
function sameBody(a: Block, b: Block): boolean {
  if (a === b) return true
  if (a.transactions.length !== b.transactions.length) return false
  if (a.certificate === null || b.certificate === null) {
    if (a.certificate !== b.certificate) return false
  } else if (!equalBytes(a.certificate, b.certificate)) return false
  return a.transactions.every((each, i) => equalBytes(each.wire, b.transactions[i]!.wire))
}
