// Blocks as they come in: inspected, verified, sent on, executed, taken in.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Block } from '../block.ts'
import type { Code } from '../codes.ts'
import type { Community } from '../community.ts'
import { revealHolds } from '../consensus/reveals.ts'
import { type Executed, executeBlock, type Invalid, isInvalid } from '../execute.ts'
import { type Inspected, inspect } from '../inspect.ts'
import { rulesAt } from '../kernel/rules.ts'
import { listRoot } from '../merkle.ts'
import type { Registry } from '../registry.ts'
import { transactionItem } from '../transaction.ts'
import { signaturesOf } from '../verification.ts'
import type { Certificates } from './certificates.ts'
import type { Clock } from './clock.ts'
import type { Bounds, NodeConfig } from './config.ts'
import type { Holding, Holdings } from './holdings.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import { Remembered } from './remembered.ts'
import type { Tally } from './tally.ts'
import type { Transactions } from './transactions.ts'
import { type HeardBlock, Waiting } from './waiting.ts'
import type { Witness } from './witness.ts'

/** What was found out about a block before it was executed. */
export type Carried = Pick<Inspected, 'certificate' | 'recovers' | 'due'>

/** What blames these bytes and not the hash: another body may go with the same header. */
const OF_THE_BODY = new Set<Code>(['block/chain', 'block/justify', 'block/transactions', 'kernel/signature'])

/** As many bodies of one header are looked at side by side: the signature is outside the hash. */
const MAX_BODIES = 4
/** Of blocks that only a cheat makes so many of, as many are executed in the time of a slot, whoever builds on them. */
const MAX_DOUBTFUL = 4
/** Producers of blocks that execution found wrong are remembered. */
const MAX_CHEATS = 512

export interface ArrivalParts {
  readonly out: Outbox
  readonly clock: Clock
  readonly holdings: Holdings
  readonly certificates: Certificates
  readonly tally: Tally
  readonly witness: Witness
  readonly records: Records
  readonly transactions: Transactions
}

export class Arrivals {
  private readonly community: Community
  private readonly inspect: typeof inspect
  private readonly execute: typeof executeBlock
  private readonly bounds: Bounds
  private readonly parts: ArrivalParts
  private readonly waiting: Waiting
  /** Blocks under verification. */
  private readonly bodies = new Map<string, Block[]>()
  private readonly invalid: Remembered<Code>
  /** The keys that signed a block that execution found wrong. */
  private readonly cheats = new Remembered<true>(MAX_CHEATS)
  /** Blocks of theirs, and blocks beyond what one slot can have, that were executed in this slot. */
  private doubtful = { slot: 0, executed: 0 }

  constructor({ community, ...config }: NodeConfig, bounds: Bounds, parts: ArrivalParts) {
    this.community = community
    this.inspect = config.inspect ?? inspect
    this.execute = config.execute ?? executeBlock
    this.bounds = bounds
    this.parts = parts
    const { out, clock, holdings } = parts
    this.waiting = new Waiting(out, clock, holdings, bounds, name => this.bodies.has(name))
    this.invalid = new Remembered(bounds.invalid)
  }

  get size(): number {
    return this.waiting.size + this.bodies.size
  }

  get remembered(): number {
    return this.invalid.size
  }

  /** Whether this block was executed and found wrong. */
  invalidity(name: string): Code | undefined {
    return this.invalid.get(name)
  }

  hear(heard: HeardBlock): void {
    const { out, clock, holdings } = this.parts
    const { message, from } = heard
    const { block } = message
    const name = nameOf32(block.hash)
    if (holdings.get(name)) {
      out.verdict(message, from, 'known')
      return
    }
    const wrong = this.invalid.get(name)
    if (wrong) {
      // Whoever sent it may not have executed it yet: blocks are sent on before that.
      out.verdict(message, from, 'late', wrong)
      return
    }
    if (block.header.height <= holdings.forks.floor) {
      out.verdict(message, from, 'late')
      return
    }
    if (clock.isEarly(block.header.slot)) {
      this.waiting.holdEarly(name, heard)
      return
    }
    const parentName = nameOf32(block.header.parent)
    const parent = holdings.get(parentName)
    if (parent) this.judge(name, parent, heard)
    else if (this.invalid.has(parentName)) {
      this.rememberInvalid(name, 'block/parent')
      out.verdict(message, from, 'bad', 'block/parent')
    } else this.waiting.holdOrphan(name, heard)
  }

  /** Time has passed: some are early no more. */
  ripen(): void {
    for (const heard of this.waiting.ripe()) this.hear(heard)
  }

  /** A slot has passed: what is missing is asked for again. */
  remind(): void {
    this.waiting.remind()
    this.parts.certificates.remind(name => this.waiting.isComing(name))
  }

  /** The parent is held: what the header claims, then the signatures. */
  private judge(name: string, parent: Holding, { message, from }: HeardBlock): void {
    const { out, holdings } = this.parts
    const { block } = message
    const bodies = this.bodies.get(name)
    if (bodies?.some(other => sameBody(other, block))) {
      out.verdict(message, from, 'known')
      return
    }
    if ((bodies && bodies.length >= MAX_BODIES) || !this.hasRoom(name, block)) {
      out.verdict(message, from, 'late')
      return
    }
    const inspected = this.look(parent, block)
    if (isInvalid(inspected)) {
      this.refuse(name, { message, from }, inspected.code)
      return
    }
    if (bodies) bodies.push(block)
    else this.bodies.set(name, [block])
    out.verify(inspected.signatures, verdicts => {
      this.leaveVerification(name, block)
      if (holdings.get(name)) out.verdict(message, from, 'known')
      else if (!verdicts.every(holds => holds))
        this.refuse(name, { message, from }, verdicts[0] ? 'block/certificate' : 'kernel/signature')
      else if (!this.mayExecute(block, inspected)) out.verdict(message, from, 'late')
      // Reveals (rule 1): a producer's word is worth the hashes that it may take, a stranger's is not.
      else if (!revealHolds(inspected.reveal)) {
        this.signed(block, inspected)
        this.cheats.set(nameOf32(inspected.producer.key), true)
        this.refuse(name, { message, from }, 'block/reveal')
      } else {
        // A block is sent on once header, producer and signatures are checked, and voted on only after execution.
        out.verdict(message, from, 'good')
        this.goOn(name, block, inspected)
      }
    })
  }

  private look(parent: Holding, block: Block): Inspected | Invalid {
    const inspected = this.inspect(this.community, parent.executed, block)
    if (isInvalid(inspected)) return inspected
    // The body is the header's: else anybody could have a good hash remembered as a bad one.
    return equalBytes(bodyRoot(block), block.header.transactions) ? inspected : { code: 'block/transactions' }
  }

  private leaveVerification(name: string, block: Block): void {
    const bodies = this.bodies.get(name)?.filter(other => other !== block) ?? []
    if (bodies.length > 0) this.bodies.set(name, bodies)
    else this.bodies.delete(name)
  }

  /** Bounds (rule 1 allows one block a slot): more of one slot are looked at only if somebody builds on them. */
  private hasRoom(name: string, { header }: Block): boolean {
    const { holdings, certificates, out } = this.parts
    if (out.inVerification >= this.bounds.verifying) return false
    const wanted = this.waiting.awaits(name) || certificates.awaits(name)
    if (!wanted && holdings.countIn(header.slot) >= this.bounds.perSlot) return false
    const { forks } = holdings
    while (forks.branches > this.bounds.branches) forks.shedLast()
    while (forks.size >= this.bounds.blocks) if (!forks.shed() && !forks.shedLast()) return false
    return true
  }

  /**
   * Anybody can make up a child, so that a block seems wanted: what a cheat signs without end is executed a few a slot.
   * What others do build on is asked for again, and has its turn.
   */
  private mayExecute({ header }: Block, { producer }: Inspected): boolean {
    const { clock, holdings } = this.parts
    const isDoubtful =
      this.cheats.has(nameOf32(producer.key)) || holdings.countIn(header.slot) >= this.bounds.perSlot
    if (!isDoubtful) return true
    if (this.doubtful.slot !== clock.slot) this.doubtful = { slot: clock.slot, executed: 0 }
    if (this.doubtful.executed >= MAX_DOUBTFUL) return false
    this.doubtful.executed += 1
    return true
  }

  private refuse(name: string, { message, from }: HeardBlock, code: Code): void {
    const { out } = this.parts
    if (code === 'block/unknown-rules') {
      out.verdict(message, from, 'late', code)
      return
    }
    out.verdict(message, from, 'bad', code)
    if (!OF_THE_BODY.has(code)) this.rememberInvalid(name, code)
  }

  /** The producer has signed it, whatever comes of it. */
  private signed(block: Block, { producer }: Inspected): void {
    const { witness, records } = this.parts
    const { chain, slot } = block.header
    witness.sawBlock(block, producer.key)
    if (nameOf32(producer.key) === records.keyName) records.saw(chain, { slot })
  }

  /** Verified, and sent on. */
  private goOn(name: string, block: Block, inspected: Inspected): void {
    const { out } = this.parts
    this.signed(block, inspected)
    const parent = this.parts.holdings.get(nameOf32(block.header.parent))
    if (!parent) return
    const registry = this.parts.transactions.rulesAfter(parent)
    if (!registry) {
      this.checkRules(parent)
      return
    }
    const { items, ends } = this.signaturesWithin(registry, block)
    if (items.length === 0) {
      this.run(name, block, inspected, ends.length === 0 ? [] : verdictsOf(ends, []))
      return
    }
    this.bodies.set(name, [...(this.bodies.get(name) ?? []), block])
    out.verify(items, verdicts => {
      this.leaveVerification(name, block)
      this.run(name, block, inspected, verdictsOf(ends, verdicts))
    })
  }

  /** The signatures of its transactions that this peer has not verified yet, and where those of each end. */
  private signaturesWithin(registry: Registry, block: Block): { items: Signed[]; ends: number[] } {
    const { transactions } = this.parts
    const items: Signed[] = []
    const ends: number[] = []
    for (const transaction of block.transactions) {
      if (!transactions.isVerified(transaction))
        items.push(...signaturesOf(this.community, registry, transaction))
      ends.push(items.length)
    }
    return { items, ends }
  }

  /** Where the chain goes on under rules that are not here, what is held is kept and nothing is executed beyond it. */
  checkRules({ state, candidate }: Holding): void {
    const rules = rulesAt(state, candidate.height + 1)
    if (!this.community.rules.has(rules)) this.parts.certificates.halt({ reason: 'update', rules })
  }

  private run(name: string, block: Block, inspected: Inspected, signaturesHold: readonly boolean[]): void {
    const { out, holdings, certificates } = this.parts
    if (holdings.get(name) || certificates.stopped) return
    const parent = holdings.get(nameOf32(block.header.parent))
    if (!parent) return
    const executed = this.execute(this.community, parent.executed, block, signaturesHold)
    if (!isInvalid(executed)) this.accept(block, executed, inspected)
    else if (executed.code === 'block/unknown-rules') this.checkRules(parent)
    else {
      this.rememberInvalid(name, executed.code)
      this.cheats.set(nameOf32(inspected.producer.key), true)
      out.put({ kind: 'invalid', block, code: executed.code })
    }
  }

  /** A valid block, an own one or another's. */
  accept(block: Block, executed: Executed, carried: Carried): void {
    const { out, holdings, certificates, tally } = this.parts
    const parent = holdings.get(nameOf32(block.header.parent))
    const holding = holdings.add(block, executed, carried.due)
    if (!holding || !parent) return
    out.put({ kind: 'executed', parent: parent.executed, block, executed })
    // Recovery (rule 10): an era begins on its parent, and that is final as genesis is.
    if (carried.recovers) certificates.recovered(parent.candidate.hash, holding)
    const { certificate } = carried
    const source = certificate && holdings.get(nameOf32(certificate.block))
    if (certificate && source) certificates.certified(source, certificate)
    tally.arrived(holding)
    for (const { message, from } of certificates.takeFor(holding.name))
      certificates.hear(message, from, tally.isVerified)
    this.adopt(holding.name)
  }

  /** Those that waited for this parent. */
  adopt(parentName: string): void {
    for (const heard of this.waiting.childrenOf(parentName)) this.hear(heard)
  }

  private rememberInvalid(name: string, code: Code): void {
    this.invalid.set(name, code)
    for (const { message, from } of this.waiting.childrenOf(name)) {
      this.parts.out.verdict(message, from, 'bad', 'block/parent')
      this.rememberInvalid(nameOf32(message.block.hash), 'block/parent')
    }
  }

  /** Those that can come to nothing any more. */
  release(): void {
    this.waiting.release()
  }
}

/** What was worked out for a block: it may be looked at again, and by many peers of one process. */
const roots = new WeakMap<Block, Hash>()

function bodyRoot(block: Block): Hash {
  const before = roots.get(block)
  if (before) return before
  const root = listRoot(block.transactions.map(transactionItem))
  roots.set(block, root)
  return root
}

const sameBytes = (a: Uint8Array | null, b: Uint8Array | null) =>
  a === b || (a !== null && b !== null && equalBytes(a, b))

const sameBody = (a: Block, b: Block): boolean =>
  sameBytes(a.signature, b.signature) &&
  sameBytes(a.certificate, b.certificate) &&
  a.transactions.length === b.transactions.length &&
  a.transactions.every((each, i) => equalBytes(each.wire, b.transactions[i]!.wire))

/** One verdict a transaction: nothing of it was left to verify, or all that was holds. */
function verdictsOf(ends: readonly number[], verdicts: readonly boolean[]): boolean[] {
  let start = 0
  return ends.map(end => {
    let holds = true
    for (let i = start; i < end; i++) if (!verdicts[i]) holds = false
    start = end
    return holds
  })
}
