// Votes: taken from members of active sets, verified, counted for their blocks, and made into certificates.

import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import { quorumOf } from '../consensus/sets.ts'
import { certify, sameBallot, type Vote, voteSigned } from '../consensus/votes.ts'
import { type Certificates, isFor } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { Bounds } from './config.ts'
import type { Verdict } from './effect.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import { Shelf } from './shelf.ts'
import type { Witness } from './witness.ts'

type Heard = Extract<Message, { kind: 'vote' }>
interface Waiting {
  readonly message: Heard
  readonly from: string | undefined
}

/** Votes of one key that are kept for blocks that are not held: more than it casts at a time (rule 2). */
export const MAX_AHEAD = 32

/** The verified votes for a block, by key, all of one era. */
interface Poll {
  readonly chain: Hash
  readonly votes: Map<string, Vote>
}

export class Tally {
  private readonly out: Outbox
  private readonly clock: Clock
  private readonly holdings: Holdings
  private readonly certificates: Certificates
  private readonly witness: Witness
  private readonly records: Records
  private readonly bounds: Bounds
  /** By block, of those that are held; and of those that are not. */
  private readonly polls = new Map<string, Poll>()
  private readonly ahead = new Map<string, Poll>()
  /** Votes for blocks that are not held by keys that no known set has: a set that was elected there may have them. */
  private readonly waiting: Shelf<Waiting>

  constructor(
    out: Outbox,
    clock: Clock,
    holdings: Holdings,
    certificates: Certificates,
    witness: Witness,
    records: Records,
    bounds: Bounds,
  ) {
    this.out = out
    this.clock = clock
    this.holdings = holdings
    this.certificates = certificates
    this.witness = witness
    this.records = records
    this.bounds = bounds
    this.waiting = new Shelf(bounds.votes, this.late)
  }

  /** Votes for blocks that are held, for others, and of keys that nobody knows yet. */
  get sizes(): { readonly votes: number; readonly votesAhead: number; readonly waitingVotes: number } {
    return { votes: held(this.polls), votesAhead: held(this.ahead), waitingVotes: this.waiting.size }
  }

  private pollOf(block: string): Poll | undefined {
    return this.polls.get(block) ?? this.ahead.get(block)
  }

  hear(message: Heard, from: string | undefined): void {
    const { vote, chain } = message
    const block = nameOf32(vote.block)
    const key = nameOf32(vote.key)
    const holding = this.holdings.get(block)
    const early = this.judge(message, holding, block, key)
    if (early) {
      const name = `${block}${key} ${from ?? ''}`
      const isLost =
        early === 'held' && !this.waiting.put({ name, awaits: block, from, value: { message, from } })
      this.out.verdict(message, from, isLost ? 'late' : early)
      return
    }
    this.out.verify([voteSigned(chain, vote)], ([holds]) => {
      if (!holds) this.out.verdict(message, from, 'bad', 'kernel/signature')
      else if (this.pollOf(block)?.votes.has(key)) this.out.verdict(message, from, 'known')
      else {
        this.out.verdict(message, from, 'good')
        this.take(chain, vote, block, key)
      }
    })
  }

  /** What can be said of a vote before its signature is looked at. */
  private judge(
    { vote, chain }: Heard,
    holding: Holding | undefined,
    block: string,
    key: string,
  ): Verdict | undefined {
    if (this.pollOf(block)?.votes.has(key)) return 'known'
    if (holding) {
      // Vote (rule 2): only of a set active at the block, for the block as it is, in its era.
      // Whoever has not got the block yet cannot tell, and passes it on: the fault is the signer's.
      if (!holding.signers.has(key) || !isFor(holding, vote)) return 'late'
      if (!equalBytes(chain, holding.executed.header.chain)) return 'late'
    } else {
      if (vote.height <= this.holdings.forks.final.height) return 'late'
      // No view is above its slot (rule 1): a greater one is nobody's yet.
      if (vote.view > this.clock.slot + 1) return 'late'
      if (!equalBytes(chain, this.holdings.head.executed.header.chain)) return 'late'
      if (!this.holdings.isKnownSigner(key)) return 'held'
    }
    return this.out.inVerification >= this.bounds.verifying ? 'late' : undefined
  }

  /** A verified vote, or an own one. */
  take(chain: Hash, vote: Vote, block = nameOf32(vote.block), key = nameOf32(vote.key)): void {
    let poll = this.pollOf(block)
    if (poll?.votes.has(key)) return
    const holding = this.holdings.get(block)
    this.witness.sawVote(chain, vote, key)
    if (key === this.records.keyName) this.records.saw(chain, { view: vote.view, lock: vote.sourceView })
    if (holding ? !isFor(holding, vote) : vote.height <= this.holdings.forks.final.height) return
    if (!holding) this.makeRoom(key)
    if (!poll) {
      poll = { chain, votes: new Map() }
      const polls = holding ? this.polls : this.ahead
      polls.set(block, poll)
    }
    if (!equalBytes(poll.chain, chain)) return
    poll.votes.set(key, vote)
    this.holdings.forks.noteVote(vote.key, vote.view, vote.block, key, block)
    if (holding) this.count(holding, poll.votes)
  }

  /** Votes for blocks that never come must not add up: of this key the oldest goes, and nobody else's. */
  private makeRoom(key: string): void {
    let own = 0
    let oldest: readonly [string, Poll] | undefined
    for (const each of this.ahead)
      if (each[1].votes.has(key)) {
        oldest ??= each
        own += 1
      }
    if (!oldest || own < MAX_AHEAD) return
    const [block, { votes }] = oldest
    votes.delete(key)
    if (votes.size === 0) this.ahead.delete(block)
  }

  private count(holding: Holding, votes: ReadonlyMap<string, Vote>): void {
    if (holding.certificate) return
    const [first] = holding.active
    if (!first || votes.size < quorumOf(first)) return
    const certificate = certify([...votes.values()], holding.active)
    if (certificate) this.certificates.certified(holding, certificate, true)
  }

  /** A block is held now: its votes may be enough already, and those that waited for it can be judged. */
  arrived(holding: Holding): void {
    const poll = this.ahead.get(holding.name)
    this.ahead.delete(holding.name)
    if (poll && equalBytes(poll.chain, holding.executed.header.chain)) {
      this.polls.set(holding.name, poll)
      for (const [key, vote] of poll.votes)
        if (!holding.signers.has(key) || !isFor(holding, vote)) poll.votes.delete(key)
      this.count(holding, poll.votes)
    }
    for (const { message, from } of this.waiting.take(holding.name)) this.hear(message, from)
  }

  /** Whether a signature in a certificate was verified before, as a vote. */
  readonly isVerified = ({ publicKey, signature }: Signed, block: string): boolean => {
    const vote = this.pollOf(block)?.votes.get(nameOf32(publicKey))
    return vote !== undefined && equalBytes(vote.signature, signature)
  }

  /** Whether this very vote was verified before. */
  holds(chain: Hash, vote: Vote): boolean {
    const poll = this.pollOf(nameOf32(vote.block))
    const known = poll?.votes.get(nameOf32(vote.key))
    if (!poll || !known || !equalBytes(poll.chain, chain)) return false
    return known === vote || (sameBallot(known, vote) && equalBytes(known.signature, vote.signature))
  }

  /** Blocks were let go, and their votes with them. */
  release(gone: readonly string[]): void {
    for (const name of gone) this.polls.delete(name)
    const { height } = this.holdings.forks.final
    for (const [name, { votes }] of this.ahead) {
      for (const [key, vote] of votes) if (vote.height <= height) votes.delete(key)
      if (votes.size === 0) this.ahead.delete(name)
    }
    for (const { name, value } of [...this.waiting.entries()])
      if (value.message.vote.height <= height) {
        this.waiting.delete(name)
        this.late(value)
      }
  }

  /** It waited for its block, and is of no more use. */
  private readonly late = ({ message, from }: Waiting): void => this.out.verdict(message, from, 'late')
}

function held(polls: ReadonlyMap<string, Poll>): number {
  let size = 0
  for (const { votes } of polls.values()) size += votes.size
  return size
}
