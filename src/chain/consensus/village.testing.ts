// Consensus without a ledger: delegates, votes and a network that does its worst, to try the rules of safety alone.
// Signatures are taken as given; a delegate below `bad` may do anything, the others keep to the rules.
import { toHex } from '../../bytes/bytes.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import { isOffence } from './evidence.ts'
import { type Candidate, ConflictingFinals, Forks } from './forks.ts'
import { viewOf } from './propose.ts'
import { FRESH_RECORD, recordVote, type VotingRecord } from './record.ts'
import { type DelegateSet, quorumOf } from './sets.ts'
import { type Ballot, sameBallot } from './votes.ts'

type Draw = (below: number) => number
type Message =
  | { readonly block: Candidate }
  | { readonly certified: Candidate }
  | { readonly key: number; readonly ballot: Ballot }

/** The rules under trial, so that a test can leave one out. */
export interface Rules {
  readonly record: typeof recordVote
  readonly quorum: (set: DelegateSet) => number
}

export const RULES: Rules = { record: recordVote, quorum: quorumOf }

const hashOfNumber = (number: number): Hash => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setUint32(0, number)
  return sha256(bytes)
}

const GENESIS = hashOfNumber(0)

class Delegate {
  readonly forks: Forks
  record: VotingRecord = FRESH_RECORD
  greatestView = 0
  readonly votes = new Map<string, { readonly key: number; readonly ballot: Ballot }[]>()
  readonly waiting: Message[] = []
  constructor(genesis: Candidate) {
    this.forks = new Forks(genesis)
  }
}

export class Village {
  readonly set: DelegateSet
  readonly finals: Map<number, string> = new Map()
  readonly problems: string[] = []
  slot = 0
  final = 0
  private readonly delegates: Delegate[] = []
  private readonly inboxes: { readonly from: number; readonly message: Message }[][] = []
  private readonly cast: Ballot[][] = []
  private readonly rules: Rules
  private readonly bad: number
  private readonly draw: Draw
  private made = 0
  /** Who hears whom: groups of a partition, or everybody. */
  private groups: number[]

  constructor(count: number, bad: number, draw: Draw, rules: Rules = RULES) {
    this.rules = rules
    this.bad = bad
    this.draw = draw
    this.set = Array.from({ length: count }, (_, i) => ({
      account: new Uint8Array(20).fill(i),
      key: new Uint8Array(32).fill(i),
      commitment: GENESIS,
      base: 0,
    }))
    const genesis: Candidate = {
      hash: GENESIS,
      parent: GENESIS,
      era: 0,
      height: 0,
      slot: 0,
      view: 0,
      source: GENESIS,
      sourceView: 0,
      due: true,
      activeNext: [this.set],
    }
    for (let i = 0; i < count; i++) {
      this.delegates.push(new Delegate(genesis))
      this.inboxes.push([])
      this.cast.push([])
    }
    this.groups = this.set.map(() => 0)
  }

  /** One slot: somebody proposes, messages go about, and all who may vote do. */
  step(calm = false): void {
    this.slot += 1
    if (calm) this.groups = this.set.map(() => 0)
    else if (this.draw(12) === 0) this.groups = this.set.map(() => this.draw(2))
    const owner = this.draw(this.set.length)
    if (owner < this.bad) this.misbehave(owner)
    else if (calm || this.draw(5) > 0) this.propose(owner)
    for (let round = 0; round < 4; round++) for (let i = 0; i < this.delegates.length; i++) this.hear(i, calm)
  }

  private block(parent: Candidate, source: Candidate, view: number): Candidate {
    this.made += 1
    return {
      hash: hashOfNumber(this.made),
      parent: parent.hash,
      era: 0,
      height: parent.height + 1,
      slot: this.slot,
      view,
      source: source.hash,
      sourceView: source.view,
      due: true,
      activeNext: [this.set],
    }
  }

  private propose(owner: number): void {
    const { forks, greatestView } = this.delegates[owner]!
    const parent = forks.head()
    const block = this.block(
      parent,
      this.bestSource(forks, parent),
      viewOf(parent.view, this.slot, greatestView),
    )
    this.send(owner, { block })
    this.inboxes[owner]!.push({ from: owner, message: { block } })
  }

  /** The justified ancestor of greatest view. */
  private bestSource(forks: Forks, from: Candidate): Candidate {
    for (let at: Candidate | undefined = from; at; at = forks.get(at.parent))
      if (forks.isJustified(at.hash)) return at
    return forks.final
  }

  /** Up to three blocks in a slot, on whatever parents, each shown to some; and votes for anything. */
  private misbehave(owner: number): void {
    const { forks } = this.delegates[owner]!
    for (let i = 1 + this.draw(3); i > 0; i--) {
      let parent = forks.head()
      for (let back = this.draw(4); back > 0; back--) parent = forks.get(parent.parent) ?? parent
      let source = this.bestSource(forks, parent)
      if (this.draw(2) === 0) {
        const older = forks.get(source.source)
        if (older && older.view >= parent.sourceView) source = older
      }
      const room = this.slot - parent.view
      if (room < 1) continue
      const block = this.block(parent, source, parent.view + 1 + this.draw(room < 3 ? room : 3))
      if (block.sourceView < parent.sourceView || block.view > block.slot) continue
      this.send(owner, { block }, 2)
      this.inboxes[owner]!.push({ from: owner, message: { block } })
    }
  }

  private send(from: number, message: Message, outOf = 1): void {
    for (let to = 0; to < this.inboxes.length; to++)
      if (to !== from && this.draw(outOf) === 0) this.inboxes[to]!.push({ from, message })
  }

  /** What one honest delegate holds, the others come to hold. */
  private relay(from: number, block: Candidate): void {
    for (let to = this.bad; to < this.inboxes.length; to++)
      if (to !== from && !this.delegates[to]!.forks.has(block.hash))
        this.inboxes[to]!.push({ from, message: { block } })
  }

  private hear(i: number, calm: boolean): void {
    const delegate = this.delegates[i]!
    const inbox = this.inboxes[i]!
    const later: typeof inbox = []
    for (const letter of inbox.splice(0)) {
      const { from, message } = letter
      // The bad are on both sides of every partition.
      const apart = from >= this.bad && i >= this.bad && this.groups[from] !== this.groups[i]
      // Nothing is lost for ever: what is late comes when the weather is calm.
      if (!calm && (apart || this.draw(3) === 0)) later.push(letter)
      else delegate.waiting.push(message)
    }
    inbox.push(...later)
    let progress = true
    while (progress) {
      progress = false
      for (const message of delegate.waiting.splice(0))
        if (this.take(i, message)) progress = true
        else delegate.waiting.push(message)
    }
    this.vote(i)
  }

  /** Handles a message; false while what it builds on is not here. */
  private take(i: number, message: Message): boolean {
    const delegate = this.delegates[i]!
    const { forks } = delegate
    if ('block' in message) {
      const { block } = message
      if (forks.has(block.hash) || block.height <= forks.final.height) return true
      if (!forks.has(block.parent)) return false
      if (!forks.has(block.source) && block.sourceView > forks.final.view) return false
      forks.add(block)
      if (i >= this.bad) this.relay(i, block)
      if (block.view > delegate.greatestView) delegate.greatestView = block.view
      this.justify(i, block.source)
      this.count(i, block.hash)
      return true
    }
    if ('certified' in message) {
      const { hash, height } = message.certified
      if (height <= forks.final.height) return true
      if (!forks.has(hash)) return false
      this.justify(i, hash)
      return true
    }
    const { key, ballot } = message
    const name = toHex(ballot.block)
    const votes = delegate.votes.get(name) ?? []
    if (!votes.some(vote => vote.key === key && sameBallot(vote.ballot, ballot))) votes.push(message)
    delegate.votes.set(name, votes)
    forks.noteVote(this.set[key]!.key, ballot.view, ballot.block)
    this.count(i, ballot.block)
    return true
  }

  /** Whether the votes that this delegate holds for a block are a certificate. */
  private count(i: number, block: Hash): void {
    const delegate = this.delegates[i]!
    const candidate = delegate.forks.get(block)
    if (!candidate) return
    const good = (delegate.votes.get(toHex(block)) ?? []).filter(
      ({ ballot }) => ballot.view === candidate.view && ballot.sourceView === candidate.sourceView,
    )
    if (new Set(good.map(vote => vote.key)).size < this.rules.quorum(this.set)) return
    // Whoever completes a certificate sends it on at once.
    if (i >= this.bad && !delegate.forks.isJustified(block)) this.send(i, { certified: candidate })
    this.justify(i, block)
  }

  private justify(i: number, block: Hash): void {
    try {
      for (const final of this.delegates[i]!.forks.justify(block)) {
        if (i < this.bad) continue
        const known = this.finals.get(final.height)
        if (known !== undefined && known !== toHex(final.hash)) this.problems.push('conflicting finals')
        this.finals.set(final.height, toHex(final.hash))
        if (final.height > this.final) this.final = final.height
      }
    } catch (error) {
      if (!(error instanceof ConflictingFinals)) throw error
      if (i >= this.bad) this.problems.push('conflicting finals')
    }
  }

  private vote(i: number): void {
    const delegate = this.delegates[i]!
    const path: Candidate[] = []
    for (let at: Candidate | undefined = delegate.forks.head(); at && path.length < 17; ) {
      if (at.height <= delegate.forks.final.height) break
      path.unshift(at)
      at = delegate.forks.get(at.parent)
    }
    for (const { height, view, hash, source, sourceView } of path) {
      const ballot: Ballot = { height, view, block: hash, source, sourceView }
      const record = i < this.bad ? this.carelessly(i, ballot) : this.rules.record(delegate.record, ballot)
      if (!record) continue
      delegate.record = record
      if (i >= this.bad) {
        for (const earlier of this.cast[i]!)
          if (isOffence(earlier, ballot)) this.problems.push('an honest key can be accused')
      }
      this.cast[i]!.push(ballot)
      this.send(i, { key: i, ballot }, i < this.bad ? 2 : 1)
      this.take(i, { key: i, ballot })
    }
  }

  /** A bad delegate votes for everything once. */
  private carelessly(i: number, ballot: Ballot): VotingRecord | undefined {
    return this.cast[i]!.some(earlier => sameBallot(earlier, ballot)) ? undefined : FRESH_RECORD
  }
}
