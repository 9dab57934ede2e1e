// Whether blocks brought anything that a question to a module could tell. Most blocks of a quiet community are there so
// that its members know it lives: nobody asks again because of them, least of all a phone that pays for every proof.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Header } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import { listRoot } from '../../chain/merkle.ts'
import { outcomesRoot } from '../../chain/outcomes.ts'

const NO_TRANSACTIONS = listRoot([])
const NO_OUTCOMES = outcomesRoot([], [])

/** By their headers alone; `undefined` is one that is not known here. */
export const stir = (headers: readonly (Header | undefined)[]): boolean =>
  headers.some(
    header =>
      !header ||
      !equalBytes(header.transactions, NO_TRANSACTIONS) ||
      !equalBytes(header.outcomes, NO_OUTCOMES),
  )

/** By what their execution did, for who executes them. */
export class Stirred {
  /** Heights of blocks that did something and are not final, on whichever branch. */
  private busy: number[] = []
  private head: Hash | undefined
  private since = true

  executed({ busy, header }: Executed): void {
    if (!busy) return
    this.busy.push(header.height)
    this.since = true
  }

  /** Whether there was anything since the last head; another branch may lack what that one had. */
  headed({ header, hash }: Executed): boolean {
    const stirs = this.since || !this.head || !equalBytes(header.parent, this.head)
    this.head = hash
    this.since = false
    return stirs
  }

  finalised(height: number): boolean {
    const above = this.busy.filter(each => each > height)
    const stirs = above.length < this.busy.length
    this.busy = above
    return stirs
  }
}
