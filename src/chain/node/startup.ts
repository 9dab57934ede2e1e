// Starting and waking (rule 9): what the own key signed may be known to others better than to this device. They are
// asked, and until enough of them have answered, and W slots have passed, it does not vote.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import { headerHash } from '../block.ts'
import { quorumOf } from '../consensus/sets.ts'
import { type Vote, voteSigned } from '../consensus/votes.ts'
import type { Genesis } from '../genesis.ts'
import { type Certificates, isFor } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { Holdings } from './holdings.ts'
import { MAX_LATEST, MAX_OWN, type Memory, type Recall, vouchBytes } from './memory.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import type { Tally } from './tally.ts'
import type { Witness } from './witness.ts'

/** Questions may be lost on the way: while the answers do not suffice they are asked again after so many slots. */
const ASK_AGAIN_SLOTS = 4

export interface StartupParts {
  readonly out: Outbox
  readonly clock: Clock
  readonly holdings: Holdings
  readonly records: Records
  readonly witness: Witness
  readonly tally: Tally
  readonly certificates: Certificates
}

export class Startup {
  /** From this slot on it proposes. */
  proposesFrom = 0
  private readonly genesis: Genesis
  private readonly parts: StartupParts
  private recall: Recall | undefined
  private askedIn = 0
  /** The keys of the delegates that have answered. */
  private readonly answered = new Set<string>()
  /** Votes of other keys that were told of: they count once their block is found valid. */
  private told: Vote[] = []
  /** From when on it votes, once enough have answered. */
  private votesFrom: number | undefined

  constructor(genesis: Genesis, parts: StartupParts) {
    this.genesis = genesis
    this.parts = parts
  }

  get votes(): boolean {
    return this.parts.records.settled
  }

  /** On every start, and on waking or rejoining. */
  begin(): void {
    const { clock, records } = this.parts
    records.settled = false
    // Start (rule 9): it proposes from W slots after its start, quorum or not.
    this.proposesFrom = clock.slot + this.genesis.waitSlots
    this.askAnew()
  }

  private askAnew(): void {
    this.recall = undefined
    this.answered.clear()
    this.told = []
    this.votesFrom = undefined
    this.ask()
  }

  private ask(): void {
    const { out, clock, records, holdings } = this.parts
    if (!records.key) return
    const { chain } = holdings.head.executed.header
    const known = this.recall && equalBytes(this.recall.chain, chain) ? this.recall : undefined
    this.recall = known ?? { chain, key: records.key, asked: clock.ms < 0 ? 0 : clock.ms }
    this.askedIn = clock.slot
    out.put({ kind: 'recall', recall: this.recall })
  }

  /** Time has passed. True once, when voting begins. */
  tick(): boolean {
    const { clock, records, holdings } = this.parts
    if (records.settled || !records.key) return false
    // Another era has begun here: what was signed in it is asked anew.
    if (this.recall && !equalBytes(this.recall.chain, holdings.head.executed.header.chain)) this.askAnew()
    if (this.votesFrom === undefined) {
      if (this.hasQuorum()) this.votesFrom = clock.slot + this.genesis.waitSlots
      else if (clock.slot >= this.askedIn + ASK_AGAIN_SLOTS) this.ask()
      return false
    }
    // Start (rule 9): W slots more, for what is still on its way.
    if (clock.slot < this.votesFrom) return false
    this.raise()
    records.settled = true
    return true
  }

  /** Whether those who answered make, with itself, a quorum of each active set that it is in. */
  private hasQuorum(): boolean {
    const { holdings, records, clock } = this.parts
    const { head } = holdings
    const own = records.keyName!
    let member = false
    for (const set of head.candidate.activeNext) {
      const names = set.map(({ key }) => nameOf32(key))
      if (!names.includes(own)) continue
      member = true
      const count = names.filter(name => name === own || this.answered.has(name)).length
      // Start (rule 9): with itself, a quorum of each active set that it is in.
      if (count < quorumOf(set)) return false
    }
    // Who is in none has signed nothing that counts now; but of an old head nobody can tell.
    return member || clock.slot - head.candidate.slot <= this.genesis.idleSlots
  }

  /** Start (rule 9): the greatest among its own votes, and those of others whose block was found valid. */
  private raise(): void {
    const { records, holdings, witness } = this.parts
    const { chain } = holdings.head.executed.header
    const own = witness.of(chain, records.key!)
    for (const { view, sourceView } of own.votes) records.raise(chain, { view, lock: sourceView })
    for (const { header } of own.blocks) records.raise(chain, { slot: header.slot })
    for (const vote of this.told) {
      const holding = holdings.get(nameOf32(vote.block))
      // What a vote says of its block is the block's to confirm: else one liar's vote silences this key for ever.
      if (holding && isFor(holding, vote)) records.raise(chain, { view: vote.view, lock: vote.sourceView })
    }
    this.told = []
  }

  /** A neighbour's answer. What it says counts for what is signed in it, and no further. */
  hear(from: string, memory: Memory): void {
    const { out, records, certificates, tally, witness, holdings } = this.parts
    const { recall } = this
    if (!recall || records.settled || !sameRecall(recall, memory.recall)) return
    if (memory.certificate) {
      const message = { kind: 'certificate', chain: recall.chain, certificate: memory.certificate } as const
      certificates.hear(message, from, tally.isVerified)
    }
    const votes = [...memory.latest.slice(0, MAX_LATEST), ...memory.votes.slice(0, MAX_OWN)].filter(
      ({ key }) => holdings.isKnownSigner(nameOf32(key)) || nameOf32(key) === records.keyName,
    )
    // Most of what one remembers the others remember, too.
    const { chain } = recall
    const unknown = votes.filter(vote => !tally.holds(chain, vote) && !witness.holds(chain, vote))
    const items: Signed[] = unknown.map(vote => voteSigned(recall.chain, vote))
    const blocks = memory.blocks
      .slice(0, MAX_OWN)
      .filter(({ header }) => equalBytes(header.chain, recall.chain))
    for (const { header, signature } of blocks)
      items.push({ publicKey: recall.key, message: headerHash(header), signature })
    const { vouched } = memory
    if (vouched)
      items.push({
        publicKey: vouched.key,
        message: vouchBytes(memory, vouched.key),
        signature: vouched.signature,
      })
    if (votes.length + items.length > 0)
      out.verify(items, verdicts => {
        const wrong = new Set(unknown.filter((_, i) => !verdicts[i]))
        this.learn(
          recall,
          from,
          votes.filter(vote => !wrong.has(vote)),
        )
        blocks.forEach(({ header }, i) => {
          if (verdicts[unknown.length + i]) records.saw(recall.chain, { slot: header.slot })
        })
        if (vouched && verdicts.at(-1) && recall === this.recall) this.answered.add(nameOf32(vouched.key))
      })
  }

  private learn(recall: Recall, from: string, votes: readonly Vote[]): void {
    const { out, tally, holdings, records } = this.parts
    for (const vote of votes) {
      tally.take(recall.chain, vote)
      if (records.settled || nameOf32(vote.key) === records.keyName) continue
      if (this.told.length < MAX_TOLD) this.told.push(vote)
      const { block, height } = vote
      if (height > holdings.forks.final.height && !holdings.get(nameOf32(block)))
        out.put({ kind: 'want', hash: block, height, from })
    }
  }

  /** Another peer asks after its key: silent peers answer too, and delegates put their name to it. */
  answer(to: string, recall: Recall): void {
    const { out, clock, holdings, witness, records } = this.parts
    const { highest } = holdings
    const { votes, blocks } = witness.of(recall.chain, recall.key)
    const memory: Omit<Memory, 'vouched'> = {
      recall,
      latest: witness.latest(recall.chain).slice(-MAX_LATEST),
      certificate: highest && equalBytes(highest.chain, recall.chain) ? highest.certificate : null,
      votes,
      blocks,
    }
    const send = (vouched: { key: Bytes; signature: Bytes } | null) =>
      out.put({ kind: 'answer', to, memory: { ...memory, vouched } })
    const { key } = records
    // Nobody's word is given for a moment to come: it would be kept until the asker has signed more.
    const early = recall.asked > clock.ms + this.genesis.waitSlots * this.genesis.slotMs
    if (!key || records.stopped || early) send(null)
    else out.sign('memory', vouchBytes(memory, key), signature => send({ key, signature }))
  }
}

/** Of all answers together: each delegate's latest vote, as several peers know it. */
const MAX_TOLD = 4096

const sameRecall = (a: Recall, b: Recall): boolean =>
  a.asked === b.asked && equalBytes(a.key, b.key) && equalBytes(a.chain, b.chain)
