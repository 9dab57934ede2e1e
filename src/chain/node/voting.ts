// Voting (rule 2): for the head and its nearest ancestors, whenever the head changes. The record first, then the
// signature, then the vote.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { recordVote } from '../consensus/record.ts'
import { type Ballot, voteBytes } from '../consensus/votes.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { OwnRecord } from './keep.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import type { Tally } from './tally.ts'

/** The head and so many of its ancestors: else a morning's waking casts a night's votes. */
const MAX_VOTES = 17

export class Voting {
  /** How often the lock alone forbade a vote. */
  lockRefusals = 0
  private readonly out: Outbox
  private readonly holdings: Holdings
  private readonly records: Records
  private readonly tally: Tally

  constructor(out: Outbox, holdings: Holdings, records: Records, tally: Tally) {
    this.out = out
    this.holdings = holdings
    this.records = records
    this.tally = tally
  }

  /** The head changed, or voting has begun again. */
  consider(): void {
    const { head } = this.holdings
    const { chain } = head.executed.header
    let record = this.records.of(chain)
    const ballots: Ballot[] = []
    for (const holding of this.candidates(head, record)) {
      const ballot = ballotOf(holding)
      const after = recordVote(record, ballot)
      if (after) {
        record = { ...record, ...after }
        ballots.push(ballot)
      } else if (ballot.view > record.view) this.lockRefusals += 1
    }
    if (ballots.length > 0) this.cast(chain, record, ballots)
  }

  /** Those that may be voted for, in ascending order. */
  private candidates(head: Holding, record: OwnRecord): readonly Holding[] {
    const { keyName } = this.records
    const found: Holding[] = []
    // Vote (rule 2): only for the head and its sixteen nearest ancestors.
    for (const holding of this.holdings.branchOf(head, MAX_VOTES)) {
      // Views rise along a branch: below this one all were voted for, or passed over.
      if (holding.candidate.view <= record.view) break
      if (!equalBytes(holding.executed.header.chain, record.chain)) break
      // Vote (rule 2): only members of a set active at the block.
      if (holding.signers.has(keyName!)) found.push(holding)
    }
    return found.reverse()
  }

  private cast(chain: Hash, record: OwnRecord, ballots: readonly Ballot[]): void {
    // Vote (rule 2): persist durably, then sign, then send.
    this.records.keep(record, () => {
      for (const ballot of ballots) this.sign(chain, ballot)
    })
  }

  private sign(chain: Hash, ballot: Ballot): void {
    if (this.records.stopped) return
    this.out.sign('vote', voteBytes(chain, ballot), signature => {
      const vote = { ...ballot, key: this.records.key!, signature }
      this.out.put({ kind: 'send', message: { kind: 'vote', chain, vote }, to: 'delegates' })
      this.tally.take(chain, vote)
    })
  }
}

function ballotOf({ candidate }: Holding): Ballot {
  const { height, view, hash, source, sourceView } = candidate
  return { height, view, block: hash, source, sourceView }
}
