// Transactions: heard, verified, and waiting in the pool until a block takes them in.
import { equalBytes, toHex } from '../../bytes/bytes.ts'
import type { Code } from '../codes.ts'
import type { Community } from '../community.ts'
import { rulesAt } from '../kernel/rules.ts'
import { type Dropped, Pool, type PoolLimits } from '../pool.ts'
import type { Registry } from '../registry.ts'
import type { Transaction } from '../transaction.ts'
import { signaturesOf } from '../verification.ts'
import type { Clock } from './clock.ts'
import type { Bounds } from './config.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'

type Heard = Extract<Message, { kind: 'transaction' }>

/** Codes that say nothing about the sender: it may see another head. */
const HARMLESS = new Set<Code>(['pool/known'])
/** Codes that no neighbour that keeps to the rules sends on. */
const BLAMED = new Set<Code>(['kernel/signature'])
/** How often the pool is gone through for what has become impossible, in slots. */
const PRUNE_SLOTS = 10

export class Transactions {
  readonly pool: Pool
  private readonly community: Community
  private readonly out: Outbox
  private readonly clock: Clock
  private readonly holdings: Holdings
  private readonly bounds: Bounds
  private pruned = 0

  constructor(
    community: Community,
    limits: PoolLimits,
    out: Outbox,
    clock: Clock,
    holdings: Holdings,
    bounds: Bounds,
  ) {
    this.pool = new Pool(community, limits)
    this.community = community
    this.out = out
    this.clock = clock
    this.holdings = holdings
    this.bounds = bounds
  }

  /** The rules for a child of this block; undefined where they are not here. */
  rulesAfter({ state, candidate }: Holding): Registry | undefined {
    return this.community.rules.get(rulesAt(state, candidate.height + 1))
  }

  private nextSlot(head: Holding): number {
    const next = head.candidate.slot + 1
    return next > this.clock.slot ? next : this.clock.slot
  }

  hear(message: Heard, from: string | undefined): void {
    const { transaction } = message
    const { head } = this.holdings
    const registry = this.rulesAfter(head)
    // Half of what may be under verification is left to blocks, votes and certificates.
    if (!registry || 2 * this.out.inVerification >= this.bounds.verifying) {
      this.refuse(message, from, registry ? 'pool/full' : 'block/unknown-rules')
      return
    }
    const objection = this.pool.has(transaction.id)
      ? 'pool/known'
      : this.pool.objection(transaction, registry, head.state, this.nextSlot(head))
    if (objection) {
      this.refuse(message, from, objection)
      return
    }
    this.out.verify(signaturesOf(this.community, registry, transaction), verdicts => {
      const holds = verdicts.length > 0 && verdicts.every(each => each)
      const code = holds ? this.add(transaction) : 'kernel/signature'
      if (code) this.refuse(message, from, code)
      else {
        this.out.verdict(message, from, 'good')
        if (from === undefined) this.out.put({ kind: 'send', message, to: 'everybody' })
      }
    })
  }

  /** This peer has stopped: whoever sends from here is told, and does not wait for nothing. */
  turnAway(message: Heard, from: string | undefined): void {
    this.refuse(message, from, 'pool/halted')
  }

  private refuse(message: Heard, from: string | undefined, code: Code): void {
    const verdict = HARMLESS.has(code) ? 'known' : BLAMED.has(code) ? 'bad' : 'late'
    this.out.verdict(message, from, verdict, code)
    // Its sender hears of it; what a neighbour passed on was refused where it came from.
    if (from === undefined && verdict !== 'known')
      this.out.put({ kind: 'kept-out', transaction: message.transaction, code })
  }

  private add(transaction: Transaction, returning = false): Code | undefined {
    const { head } = this.holdings
    const registry = this.rulesAfter(head)
    if (!registry) return 'block/unknown-rules'
    return this.pool.add(transaction, registry, head.state, this.nextSlot(head), this.dropped, returning)
  }

  /** What waits here was verified when it came. */
  isVerified(transaction: Transaction): boolean {
    const known = this.pool.get(transaction.id)
    return known !== undefined && equalBytes(known.signature, transaction.signature)
  }

  /** The head moved: transactions of the branch that was left come back, those of the new one go. */
  moved(left: readonly Holding[], joined: readonly Holding[]): void {
    for (const { block } of joined) for (const { id } of block!.transactions) this.pool.remove(id)
    if (left.length > 0) this.bringBack(left, joined)
    const { head } = this.holdings
    const { slot } = head.candidate
    if (this.pool.size === 0 || slot < this.pruned + PRUNE_SLOTS) return
    const registry = this.rulesAfter(head)
    if (!registry) return
    this.pruned = slot
    this.pool.prune(registry, head.state, this.nextSlot(head), this.dropped)
  }

  private bringBack(left: readonly Holding[], joined: readonly Holding[]): void {
    const stands = new Set<string>()
    for (const { block } of joined) for (const { id } of block!.transactions) stands.add(toHex(id))
    for (const { block } of left)
      for (const transaction of block!.transactions) {
        if (stands.has(toHex(transaction.id))) continue
        const code = this.add(transaction, true)
        if (code && !HARMLESS.has(code)) this.dropped(transaction, code)
      }
  }

  /** Those that are still possible wait again; nobody is told of the others, which most likely stand already. */
  retry(blocks: readonly Holding[]): void {
    for (const { block } of blocks) for (const transaction of block!.transactions) this.add(transaction, true)
  }

  private readonly dropped: Dropped = (transaction, code) =>
    this.out.put({ kind: 'kept-out', transaction, code })

  readonly fill = (execution: Parameters<Pool['fill']>[0]): Transaction[] =>
    this.pool.fill(execution, this.dropped)
}
