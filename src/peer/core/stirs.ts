// Whether blocks brought anything that a question to a module could tell. Most blocks of a quiet community are there so
// that its members know it lives: nobody asks again because of them, least of all a phone that pays for every proof.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Header } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Final } from '../../chain/light/finals.ts'
import { listRoot } from '../../chain/merkle.ts'
import { outcomesRoot } from '../../chain/outcomes.ts'

const NO_TRANSACTIONS = listRoot([])
const NO_OUTCOMES = outcomesRoot([], [])

const isEmpty = ({ transactions, outcomes }: Header): boolean =>
  equalBytes(transactions, NO_TRANSACTIONS) && equalBytes(outcomes, NO_OUTCOMES)

/** By their headers alone, for who is shown what is final. */
export class Shown {
  private height = 0

  /** Of a block that was passed over, or whose header has not come yet, nobody knows. */
  finalised(blocks: readonly Pick<Final, 'height' | 'headline'>[]): boolean {
    let stirs = false
    for (const { height, headline } of blocks) {
      if (height > this.height + 1 || !headline || !isEmpty(headline.header)) stirs = true
      this.height = Math.max(this.height, height)
    }
    return stirs
  }
}

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
