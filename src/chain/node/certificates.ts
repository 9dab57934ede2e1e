// Certificates: heard, carried by blocks, or completed here from votes. A block that has one is justified, and that may
// make blocks final (rule 3).
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import { ConflictingFinals, type Finalised } from '../consensus/forks.ts'
import { type Ballot, type Certificate, certificateSignatures } from '../consensus/votes.ts'
import type { Clock } from './clock.ts'
import type { Bounds } from './config.ts'
import { conflictOf, spotOf } from './conflict.ts'
import type { Halt } from './effect.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Contradiction } from './keep.ts'
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'
import { Shelf } from './shelf.ts'
import { turnOf } from './turn.ts'

type Heard = Extract<Message, { kind: 'certificate' }>
interface Waiting {
  readonly message: Heard
  readonly from: string | undefined
}

/** As many missing blocks are asked for again in a slot. */
const MAX_REMINDERS = 4

export class Certificates {
  halted: Halt | undefined
  private readonly out: Outbox
  private readonly clock: Clock
  private readonly holdings: Holdings
  private readonly bounds: Bounds
  /** Those for blocks that are not held: of each block one from each neighbour, for one of them may lie. */
  private readonly waiting: Shelf<Waiting>

  constructor(out: Outbox, clock: Clock, holdings: Holdings, bounds: Bounds) {
    this.out = out
    this.clock = clock
    this.holdings = holdings
    this.bounds = bounds
    this.waiting = new Shelf(bounds.certificates)
  }

  /** Whether nothing is believed any more; a peer that lacks rules goes on with the blocks that it can execute. */
  get stopped(): boolean {
    return this.halted !== undefined && this.halted.reason !== 'update'
  }

  get size(): number {
    return this.waiting.size
  }

  awaits(name: string): boolean {
    return this.waiting.isAwaited(name)
  }

  /** `verified` says which signatures were found good before, as votes. */
  hear(message: Heard, from: string | undefined, verified: (signed: Signed, block: string) => boolean): void {
    const { certificate, chain } = message
    const name = nameOf32(certificate.block)
    const holding = this.holdings.get(name)
    if (!holding) {
      this.hold(name, message, from)
      return
    }
    if (holding.certificate) {
      this.out.verdict(message, from, 'known')
      return
    }
    const signatures =
      equalBytes(chain, holding.executed.header.chain) && isFor(holding, certificate)
        ? certificateSignatures(chain, certificate, holding.active)
        : undefined
    if (!signatures) {
      this.out.verdict(message, from, 'bad', 'block/certificate')
      return
    }
    const left = signatures.filter(signed => !verified(signed, name))
    // The whole list is the same for whoever hears of it, and may be known to hold.
    const items = left.length === signatures.length ? signatures : left
    const accept = (verdicts: readonly boolean[]) => {
      if (!verdicts.every(holds => holds)) this.out.verdict(message, from, 'bad', 'kernel/signature')
      else if (holding.certificate || !this.holdings.get(name)) this.out.verdict(message, from, 'known')
      else {
        this.out.verdict(message, from, 'good')
        this.certified(holding, certificate)
      }
    }
    if (items.length === 0) accept([])
    else if (this.out.inVerification >= this.bounds.verifying) this.out.verdict(message, from, 'late')
    else this.out.verify(items, accept)
  }

  private hold(name: string, message: Heard, from: string | undefined): void {
    const { height, view } = message.certificate
    // No view is above its slot (rule 1): a greater one is nobody's yet.
    if (height <= this.holdings.forks.floor || view > this.clock.slot + 1) {
      this.out.verdict(message, from, 'late')
      return
    }
    const isWanted = this.waiting.isAwaited(name)
    if (!this.waiting.put({ name: `${name} ${from ?? ''}`, awaits: name, from, value: { message, from } })) {
      this.out.verdict(message, from, 'late')
      return
    }
    this.out.verdict(message, from, 'held')
    if (!isWanted) this.want(message, from)
  }

  private want({ certificate: { block, height } }: Heard, from?: string): void {
    this.out.put({ kind: 'want', hash: block, height, ...(from === undefined ? {} : { from }) })
  }

  /** What they wait for is asked for again, a few at a time and each in its turn. */
  remind(isComing: (name: string) => boolean): void {
    const missing = [...this.waiting.awaited()].filter(({ awaits }) => !isComing(awaits))
    for (const { value } of turnOf(missing, MAX_REMINDERS, this.clock.slot)) this.want(value.message)
  }

  /** A block is held now: what waited for it. */
  takeFor(name: string): readonly Waiting[] {
    return this.waiting.take(name)
  }

  /** A verified certificate for a block that is held. */
  certified(holding: Holding, certificate: Certificate, completedHere = false): void {
    if (holding.certificate) return
    holding.certificate = certificate
    const { chain } = holding.executed.header
    const { highest } = this.holdings
    if (!highest || certificate.view > highest.certificate.view)
      this.holdings.highest = { certificate, chain }
    this.out.keep({ kind: 'certificate', certificate })
    const before = this.holdings.forks.head()
    this.advance(() => this.holdings.forks.justify(holding.candidate.hash))
    // Finality (rule 3): whoever completes a certificate sends it on at once, and so does every peer whose head it changes.
    if (completedHere || this.holdings.forks.head() !== before)
      this.out.put({ kind: 'send', message: { kind: 'certificate', chain, certificate }, to: 'everybody' })
  }

  /** An era begins on this block (rule 10): it is final, or the recovery contradicts one that is. */
  recovered(parent: Hash, { candidate, executed }: Holding): void {
    // Two of the new set made its first block, and the era has gone on from the other one: a fork like any.
    if (this.holdings.isFinalEra(executed.header.chain, candidate.height)) return
    this.advance(
      () => this.holdings.forks.recover(parent),
      ({ held }) => this.stopFor({ reason: 'recovery', held: spotOf(held), other: spotOf(candidate) }),
    )
  }

  /** Two blocks are final and conflict: this peer stops, and shows the others why. */
  private readonly stop = (conflict: ConflictingFinals): void => {
    const { halt, shown } = conflictOf(this.holdings, conflict)
    this.stopFor(halt)
    for (const each of shown)
      this.out.put({ kind: 'send', message: { kind: 'certificate', ...each }, to: 'everybody' })
  }

  private advance(step: () => Finalised, conflicted = this.stop): void {
    let blocks: Finalised = []
    try {
      blocks = step()
    } catch (error) {
      if (!(error instanceof ConflictingFinals)) throw error
      conflicted(error)
    }
    const last = blocks.at(-1)
    if (!last) return
    this.out.put({ kind: 'final', blocks })
    this.out.keep({ kind: 'final', height: last.height, hash: last.hash })
    this.release()
  }

  /** Those that can come to nothing any more. */
  release(): void {
    for (const { name, value } of [...this.waiting.entries()])
      if (value.message.certificate.height <= this.holdings.forks.floor) this.waiting.delete(name)
  }

  /** Finality (rule 3) is for ever, and so is the stop of a peer that saw it contradicted: no restart forgets it. */
  stopFor(halt: Contradiction): void {
    if (this.stopped) return
    this.out.keepStrictly({ kind: 'halt', halt }, () => {})
    this.halt(halt)
  }

  halt(halt: Halt): void {
    // What conflicts weighs more than an update that is missing; else the first word stands.
    if (this.halted && (this.halted.reason !== 'update' || halt.reason === 'update')) return
    this.halted = halt
    this.out.put({ kind: 'halt', halt })
  }
}

/** A certificate is for the block *and* its source. */
export const isFor = ({ candidate }: Holding, ballot: Ballot): boolean =>
  ballot.height === candidate.height &&
  ballot.view === candidate.view &&
  ballot.sourceView === candidate.sourceView &&
  equalBytes(ballot.source, candidate.source)
