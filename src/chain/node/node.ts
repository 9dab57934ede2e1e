// A full peer's step: something is told, something is wanted done. No clock, no chance, no disk and no link in here.
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../block.ts'
import type { Executed } from '../execute.ts'
import { isInvalid } from '../execute.ts'
import { inspect } from '../inspect.ts'
import type { Pool } from '../pool.ts'
import { Arrivals } from './arrivals.ts'
import { Certificates, isFor } from './certificates.ts'
import { Clock } from './clock.ts'
import { boundsOf, type NodeConfig, poolLimitsOf } from './config.ts'
import type { Effect, Halt } from './effect.ts'
import { Heads } from './heads.ts'
import { Holdings } from './holdings.ts'
import type { Input } from './input.ts'
import type { Kept, OwnRecord } from './keep.ts'
import type { Message } from './message.ts'
import { Outbox } from './outbox.ts'
import { Proposing } from './proposing.ts'
import { Records } from './records.ts'
import { Recovering } from './recovering.ts'
import { Startup } from './startup.ts'
import { Tally } from './tally.ts'
import { Transactions } from './transactions.ts'
import { Voting } from './voting.ts'
import { Witness } from './witness.ts'

/** What a node holds and has seen, for whoever watches its bounds or reports on it. */
export interface Figures {
  readonly blocks: number
  readonly waitingBlocks: number
  readonly waitingCertificates: number
  readonly votes: number
  readonly votesAhead: number
  readonly waitingVotes: number
  readonly witnessed: number
  readonly invalid: number
  readonly pool: number
  readonly unanswered: number
  readonly reorganisations: number
  readonly lockRefusals: number
  readonly quietSlots: number
}

export class Node {
  private readonly config: NodeConfig
  private readonly clock: Clock
  private readonly out = new Outbox()
  private readonly holdings: Holdings
  private readonly records: Records
  private readonly witness: Witness
  private readonly certificates: Certificates
  private readonly tally: Tally
  private readonly transactions: Transactions
  private readonly arrivals: Arrivals
  private readonly heads: Heads
  private readonly startup: Startup
  private readonly voting: Voting
  private readonly recovering: Recovering
  private readonly proposing: Proposing | undefined
  private started = false
  private mayVoteNow = false

  /** Goes on from what was kept; a new peer from the state of genesis alone. */
  static begin(config: NodeConfig, kept: Kept): Node {
    return new Node(config, kept)
  }

  private constructor(config: NodeConfig, kept: Kept) {
    const { community, delegate } = config
    const { genesis } = community
    const bounds = boundsOf(config)
    const { out } = this
    this.config = config
    this.clock = new Clock(genesis.slotMs)
    this.holdings = new Holdings(kept.root, bounds.past)
    const { clock, holdings } = this
    this.records = new Records(out, delegate?.key, kept.records)
    this.witness = new Witness(out)
    const { records, witness } = this
    this.certificates = new Certificates(out, clock, holdings, bounds)
    const { certificates } = this
    this.tally = new Tally(out, clock, holdings, certificates, witness, records, bounds)
    this.transactions = new Transactions(community, poolLimitsOf(config), out, clock, holdings, bounds)
    const { tally, transactions } = this
    const parts = { out, clock, holdings, certificates, tally, witness, records, transactions }
    this.arrivals = new Arrivals(config, bounds, parts)
    this.startup = new Startup(genesis, parts)
    this.voting = new Voting(out, holdings, records, tally)
    this.recovering = new Recovering(community, out, holdings, certificates)
    const { arrivals, recovering } = this
    this.proposing =
      delegate && new Proposing(community, delegate, bounds.blocks, { ...parts, arrivals, recovering })
    this.restore(kept)
    this.heads = new Heads(out, holdings, transactions)
    if (records.stopped) out.put({ kind: 'halt', halt: { reason: 'rekey' } })
  }

  private restore({ path, certificates, halt }: Kept): void {
    const { holdings, out } = this
    if (halt) this.certificates.halt(halt)
    for (const { block, executed } of path) {
      const parent = holdings.get(nameOf32(block.header.parent))
      const inspected =
        parent && (this.config.inspect ?? inspect)(this.config.community, parent.executed, block)
      if (!parent || !inspected || isInvalid(inspected)) continue
      const holding = holdings.add(block, executed, inspected.due)
      if (!holding) continue
      holding.kept = true
      if (inspected.recovers) this.certificates.recovered(parent.candidate.hash, holding)
      const { certificate } = inspected
      const source = certificate && holdings.get(nameOf32(certificate.block))
      if (certificate && source) this.certificates.certified(source, certificate)
    }
    for (const certificate of certificates) {
      const holding = holdings.get(nameOf32(certificate.block))
      if (holding && isFor(holding, certificate)) this.certificates.certified(holding, certificate)
    }
    // All this is known to the store and to the others; what it made final may not be.
    for (const effect of out.take())
      if (effect.kind === 'final' || effect.kind === 'halt') out.put(effect)
      else if (effect.kind === 'persist' && (effect.keep.kind === 'final' || effect.keep.kind === 'halt'))
        out.put(effect)
  }

  get head(): Executed {
    return this.holdings.head.executed
  }

  /** The last final block. */
  get final(): Executed {
    return this.holdings.final.executed
  }

  get pool(): Pool {
    return this.transactions.pool
  }

  /** The records of the own key, one an era, as they are in memory: ahead of the disk while a write is under way. */
  get ownRecords(): readonly OwnRecord[] {
    return this.records.all()
  }

  get halted(): Halt | undefined {
    return this.certificates.halted ?? (this.records.stopped ? { reason: 'rekey' } : undefined)
  }

  /** Whether it has seen two histories that exclude each other, and takes in nothing more. */
  get isStopped(): boolean {
    return this.certificates.stopped
  }

  /** Whether it votes again after its last start or waking. */
  get votes(): boolean {
    return this.startup.votes && !this.records.stopped
  }

  justified(hash: Hash): boolean {
    return this.holdings.forks.isJustified(hash)
  }

  executed(hash: Hash): Executed | undefined {
    return this.holdings.get(nameOf32(hash))?.executed
  }

  /** A block that is held; not the one that it began with. */
  block(hash: Hash): Block | undefined {
    return this.holdings.get(nameOf32(hash))?.block ?? undefined
  }

  get figures(): Figures {
    return {
      blocks: this.holdings.size,
      waitingBlocks: this.arrivals.size,
      waitingCertificates: this.certificates.size,
      ...this.tally.sizes,
      witnessed: this.witness.size,
      invalid: this.arrivals.remembered,
      pool: this.pool.size,
      unanswered: this.out.unanswered,
      reorganisations: this.heads.reorganisations,
      lockRefusals: this.voting.lockRefusals,
      quietSlots: this.proposing?.quietSlots ?? 0,
    }
  }

  step(input: Input): readonly Effect[] {
    this.take(input)
    this.settle()
    if (input.kind === 'time') this.propose()
    return this.out.take()
  }

  private take(input: Input): void {
    switch (input.kind) {
      case 'time':
        this.tick(input.ms)
        break
      case 'heard':
        this.hear(input.message, input.from)
        break
      case 'verified':
        this.out.verified(input.token, input.verdicts)
        break
      case 'persisted':
        this.out.persisted(input.token)
        break
      case 'signed':
        this.out.signed(input.token, input.signature)
        break
      case 'woken':
        this.startup.begin()
        break
      case 'recalled':
        this.startup.answer(input.from, input.recall)
        break
      case 'answer':
        this.startup.hear(input.from, input.memory)
        break
      case 'recovery':
        this.recovering.hear(input.recovery)
        break
      case 'contradicted':
        this.certificates.stopFor(input.by)
        break
      case 'snapshot':
        this.adopt(input.executed)
        break
    }
  }

  private tick(ms: number): void {
    const { clock, startup } = this
    const before = clock.slot
    clock.set(ms)
    // Start (rule 9): a gap in the slots means that the device slept, or that its clock was set: what was to be done so
    // many slots later is counted anew.
    const { waitSlots } = this.config.community.genesis
    const leapt = clock.slot - before >= waitSlots || before - clock.slot >= waitSlots
    if (!this.started || leapt) startup.begin()
    this.started = true
    this.arrivals.ripen()
    if (clock.slot !== before) this.arrivals.remind()
    if (startup.tick()) this.mayVoteNow = true
  }

  private hear(message: Message, from: string | undefined): void {
    if (this.certificates.stopped) {
      if (message.kind === 'transaction') this.transactions.turnAway(message, from)
      else this.out.verdict(message, from, 'late')
      return
    }
    switch (message.kind) {
      case 'transaction':
        this.transactions.hear(message, from)
        break
      case 'block':
        this.arrivals.hear({ message, from })
        break
      case 'vote':
        this.tally.hear(message, from)
        break
      case 'certificate':
        this.certificates.hear(message, from, this.tally.isVerified)
        break
    }
  }

  /** What follows from a head that moved, and from finality. */
  private settle(): void {
    const moved = this.heads.settle()
    if ((moved || this.mayVoteNow) && this.votes && !this.certificates.stopped) this.voting.consider()
    this.mayVoteNow = false
    if (moved) this.arrivals.checkRules(this.holdings.head)
    const gone = this.holdings.release()
    if (gone.length === 0) return
    this.tally.release(gone)
    this.arrivals.release()
  }

  private propose(): void {
    if (this.certificates.stopped || this.records.stopped || this.clock.slot < this.startup.proposesFrom)
      return
    this.proposing?.consider()
  }

  private adopt(executed: Executed): void {
    if (this.certificates.stopped || executed.header.height <= this.holdings.forks.final.height) return
    this.tally.release(this.heads.jump(executed))
    this.certificates.release()
    const { candidate } = this.holdings.final
    this.out.put({ kind: 'final', blocks: [candidate] })
    this.out.keep({ kind: 'final', height: candidate.height, hash: candidate.hash })
    for (const vote of this.witness.latest(executed.header.chain))
      this.holdings.forks.noteVote(vote.key, vote.view, vote.block)
    this.arrivals.adopt(this.holdings.final.name)
    this.arrivals.release()
  }
}
