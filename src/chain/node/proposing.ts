// Proposing (rule 1): the owner of a slot builds on the head at the slot's start, if there is anything to build for.
import { equalBytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import type { Community } from '../community.ts'
import { ownerAt } from '../consensus/branch.ts'
import { type Claims, sameAgain } from '../consensus/claims.ts'
import { viewOf } from '../consensus/propose.ts'
import type { Delegate } from '../consensus/sets.ts'
import { type Certificate, certificateCodec, certificateHash } from '../consensus/votes.ts'
import { type Executed, Execution, isInvalid } from '../execute.ts'
import { isDue } from '../inspect.ts'
import type { Transaction } from '../transaction.ts'
import type { Arrivals } from './arrivals.ts'
import type { Clock } from './clock.ts'
import type { OwnDelegate } from './config.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import type { Recovering } from './recovering.ts'
import type { Transactions } from './transactions.ts'

interface Plan {
  readonly claims: Claims
  readonly certificate: Certificate | null
  readonly due: boolean
  readonly recovers: boolean
}

export interface ProposingParts {
  readonly out: Outbox
  readonly clock: Clock
  readonly holdings: Holdings
  readonly records: Records
  readonly transactions: Transactions
  readonly arrivals: Arrivals
  readonly recovering: Recovering
}

export class Proposing {
  /** Own slots that were let pass because nothing was due. */
  quietSlots = 0
  private readonly community: Community
  private readonly delegate: OwnDelegate
  private readonly parts: ProposingParts
  private readonly most: number
  private tried = 0

  /** `most`: how many blocks are held at most. */
  constructor(community: Community, delegate: OwnDelegate, most: number, parts: ProposingParts) {
    this.community = community
    this.most = most
    this.delegate = delegate
    this.parts = parts
  }

  /** A slot has started. */
  consider(): void {
    const { holdings, records, clock } = this.parts
    const { slot } = clock
    if (slot === this.tried) return
    this.tried = slot
    if (this.beginEra(slot)) return
    const { head } = holdings
    if (slot <= head.candidate.slot) return
    // Propose (rule 1): one block a slot.
    if (slot <= records.of(head.executed.header.chain).slot) return
    const owner = ownerAt(head.state, this.community.genesis, slot)
    // Propose (rule 1): the delegate that owns the slot.
    if (!equalBytes(owner.key, this.delegate.key)) return
    const plan = this.planFor(head, owner, slot)
    if (plan) this.build(head, plan)
  }

  /** Recovery (rule 10): the first block of an era, where one waits to begin; it takes nothing in. */
  private beginEra(slot: number): boolean {
    const { recovering, records } = this.parts
    const own = ({ key, commitment }: Delegate) =>
      equalBytes(key, this.delegate.key) ? this.delegate.reveal(slot, commitment) : undefined
    const found = recovering.claimsFor(slot, own)
    if (!found || slot <= records.of(found[1].chain).slot) return false
    const [{ executed }, claims] = found
    const execution = Execution.open(this.community, executed, claims)
    if (isInvalid(execution)) return false
    this.publish({ claims, certificate: null, due: true, recovers: true }, execution.seal(), [])
    return true
  }

  private planFor(head: Holding, owner: Delegate, slot: number): Plan | undefined {
    const { holdings, transactions } = this.parts
    const reveal = this.delegate.reveal(slot, owner.commitment)
    if (!reveal) return undefined
    const { header } = head.executed
    const again = sameAgain(head.executed)
    // Propose (rule 1): the certificate of the greatest view that is known for an ancestor.
    const justified = holdings.certifiedBelow(head)
    const certificate =
      justified?.certificate && justified.candidate.view > again.view ? justified.certificate : null
    if (!certificate && slot - header.slot < this.community.genesis.idleSlots && this.isCrowded) {
      this.quietSlots += 1
      return undefined
    }
    const due = isDue(this.community, head.executed, slot)
    // Quiet (rule 1): nothing due, nothing to take in, nothing new to show.
    if (!due && transactions.pool.size === 0 && !certificate) {
      this.quietSlots += 1
      return undefined
    }
    const justify = certificate
      ? { source: certificate.block, view: certificate.view, certificate: certificateHash(certificate) }
      : again
    const claims: Claims = {
      chain: header.chain,
      slot,
      view: viewOf(header.view, slot, holdings.greatestView),
      producer: owner.account,
      reveal,
      justify,
      certificate: certificate && encode(certificateCodec, certificate),
    }
    return { claims, certificate, due, recovers: false }
  }

  /** A long stall has filled three quarters of the room: the rest is for what brings finality back. */
  private get isCrowded(): boolean {
    return 4 * this.parts.holdings.size >= 3 * this.most
  }

  private build(head: Holding, plan: Plan): void {
    const { transactions } = this.parts
    const execution = Execution.open(this.community, head.executed, plan.claims)
    if (isInvalid(execution)) return
    const taken = transactions.fill(execution)
    // Quiet (rule 1): a block that may not stand is not made.
    if (!execution.mayStand) {
      this.quietSlots += 1
      return
    }
    this.publish(plan, execution.seal(), taken)
  }

  private publish(plan: Plan, executed: Executed, transactions: readonly Transaction[]): void {
    const { out, records, arrivals } = this.parts
    const { header, hash } = executed
    const { chain, slot } = header
    // Propose (rule 1): persist the slot, then sign, then send.
    records.keep({ ...records.of(chain), slot }, () => {
      if (records.stopped) return
      out.sign('block', hash, signature => {
        const block = { header, hash, certificate: plan.claims.certificate, signature, transactions }
        out.put({ kind: 'send', message: { kind: 'block', block }, to: 'everybody' })
        arrivals.accept(block, executed, plan)
      })
    })
  }
}
