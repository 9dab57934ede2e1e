// The head moves: what the host keeps and shows, and what the pool gains and loses.
import type { Executed } from '../execute.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Step } from './keep.ts'
import type { Outbox } from './outbox.ts'
import type { Transactions } from './transactions.ts'

export class Heads {
  /** How often a branch was left for another. */
  reorganisations = 0
  private readonly out: Outbox
  private readonly holdings: Holdings
  private readonly transactions: Transactions
  private last: Holding

  constructor(out: Outbox, holdings: Holdings, transactions: Transactions) {
    this.out = out
    this.holdings = holdings
    this.transactions = transactions
    this.last = holdings.head
  }

  /** Whether the head is another than when this was last asked (rule 4); all that follows from it is done. */
  settle(): boolean {
    if (this.holdings.forks.head() === this.last.candidate) return false
    const head = this.holdings.head
    const { left, joined } = this.between(this.last, head)
    this.last = head
    if (left.length > 0) this.reorganisations += 1
    this.keep(joined)
    this.out.put({ kind: 'head', executed: head.executed })
    this.transactions.moved(left, joined)
    return true
  }

  /** A final state came from elsewhere: what was tentative here stands in it, or is tried anew. Says which blocks went. */
  jump(root: Executed): readonly string[] {
    const left = this.holdings.branchOf(this.last, this.holdings.size)
    const gone = this.holdings.restart(root)
    this.last = this.holdings.head
    this.out.put({ kind: 'head', executed: root })
    this.transactions.retry([...left].reverse())
    return gone
  }

  /** The blocks from the one down to where the other leaves it, and from there up. */
  private between(from: Holding, to: Holding): { left: readonly Holding[]; joined: readonly Holding[] } {
    const left: Holding[] = []
    const joined: Holding[] = []
    let a: Holding | undefined = from
    let b: Holding | undefined = to
    while (a && b && a !== b)
      if (a.candidate.height > b.candidate.height) {
        left.push(a)
        a = this.holdings.get(a.parentName)
      } else {
        joined.push(b)
        b = this.holdings.get(b.parentName)
      }
    return { left: left.reverse(), joined: joined.reverse() }
  }

  private keep(joined: readonly Holding[]): void {
    const path: Step[] = []
    for (const holding of joined) {
      if (holding.kept) continue
      holding.kept = true
      const parent = this.holdings.get(holding.parentName)!
      path.push({ block: holding.block!, parent: parent.executed, executed: holding.executed })
    }
    if (path.length > 0) this.out.keep({ kind: 'head', path })
  }
}
