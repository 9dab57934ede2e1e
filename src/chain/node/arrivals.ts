// Blocks as they come in: held for their slot or their parent, inspected, verified, sent on, executed, taken in.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Signed } from '../../crypto/signed.ts'
import type { Block } from '../block.ts'
import type { Code } from '../codes.ts'
import type { Community } from '../community.ts'
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
import type { Message } from './message.ts'
import type { Outbox } from './outbox.ts'
import type { Records } from './records.ts'
import type { Tally } from './tally.ts'
import type { Transactions } from './transactions.ts'
import type { Witness } from './witness.ts'

type Heard = Extract<Message, { kind: 'block' }>

interface Waiting {
  readonly message: Heard
  readonly from: string | undefined
}

/** What was found out about a block before it was executed. */
export type Carried = Pick<Inspected, 'certificate' | 'recovers' | 'due'>

/** What blames these bytes and not the hash: another body may go with the same header. */
const OF_THE_BODY = new Set<Code>(['block/chain', 'block/justify', 'block/transactions', 'kernel/signature'])

/** As many bodies of one header are looked at side by side: the signature is outside the hash. */
const MAX_BODIES = 4
/** As many missing blocks are asked for again in a slot. */
const MAX_REMINDERS = 4

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
  private readonly early = new Map<string, Waiting>()
  /** Blocks whose parent is not here, by the parent; and how many. */
  private readonly orphans = new Map<string, Map<string, Waiting>>()
  private orphanCount = 0
  /** Blocks under verification. */
  private readonly bodies = new Map<string, Block[]>()
  private readonly invalid = new Map<string, Code>()

  constructor({ community, ...config }: NodeConfig, bounds: Bounds, parts: ArrivalParts) {
    this.community = community
    this.inspect = config.inspect ?? inspect
    this.execute = config.execute ?? executeBlock
    this.bounds = bounds
    this.parts = parts
  }

  get size(): number {
    return this.early.size + this.orphanCount + this.bodies.size
  }

  get remembered(): number {
    return this.invalid.size
  }

  /** Whether this block was executed and found wrong. */
  invalidity(name: string): Code | undefined {
    return this.invalid.get(name)
  }

  hear(message: Heard, from: string | undefined): void {
    const { out, clock, holdings } = this.parts
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
      this.holdEarly(name, { message, from })
      return
    }
    const parent = holdings.get(nameOf32(block.header.parent))
    if (parent) this.judge(name, parent, { message, from })
    else this.holdOrphan(name, { message, from })
  }

  // Propose (rule 1): what is more than half a slot ahead of the clock is held, not refused.
  private holdEarly(name: string, waiting: Waiting): void {
    const { out, clock } = this.parts
    const { slot } = waiting.message.block.header
    if (this.early.has(name)) {
      out.verdict(waiting.message, waiting.from, 'known')
      return
    }
    if (this.early.size >= this.bounds.early && !this.dropLatest(slot)) {
      out.verdict(waiting.message, waiting.from, 'late')
      return
    }
    this.early.set(name, waiting)
    out.verdict(waiting.message, waiting.from, 'held')
    out.put({ kind: 'timer', ms: clock.takenFrom(slot) })
  }

  /** Of the blocks that are early, that of the latest slot makes room, if that is later than this one. */
  private dropLatest(than: number): boolean {
    let latest: string | undefined
    let slot = than
    for (const [name, { message }] of this.early)
      if (message.block.header.slot > slot) {
        slot = message.block.header.slot
        latest = name
      }
    return latest !== undefined && this.early.delete(latest)
  }

  /** Time has passed: some are early no more. */
  ripen(): void {
    if (this.early.size === 0) return
    const { clock } = this.parts
    for (const [name, waiting] of [...this.early]) {
      if (clock.isEarly(waiting.message.block.header.slot)) continue
      this.early.delete(name)
      this.hear(waiting.message, waiting.from)
    }
  }

  private holdOrphan(name: string, waiting: Waiting): void {
    const { out } = this.parts
    const { message, from } = waiting
    const { parent, height } = message.block.header
    const parentName = nameOf32(parent)
    if (this.invalid.has(parentName)) {
      this.rememberInvalid(name, 'block/parent')
      out.verdict(message, from, 'bad', 'block/parent')
      return
    }
    let siblings = this.orphans.get(parentName)
    if (siblings?.has(name)) {
      out.verdict(message, from, 'known')
      return
    }
    if (this.orphanCount >= this.bounds.orphans && !this.dropHighest(height)) {
      out.verdict(message, from, 'late')
      return
    }
    siblings = this.orphans.get(parentName)
    if (!siblings) {
      siblings = new Map()
      this.orphans.set(parentName, siblings)
    }
    siblings.set(name, waiting)
    this.orphanCount += 1
    out.verdict(message, from, 'held')
    // A parent that is under verification, or waits itself, is on its way already.
    if (this.bodies.has(parentName) || this.early.has(parentName) || this.isOrphan(parentName)) return
    out.put({ kind: 'want', hash: parent, height: height - 1, ...(from === undefined ? {} : { from }) })
  }

  /** What is missing is asked for again: the lowest first, a few at a time. */
  remind(): void {
    const missing: { height: number; hash: Hash }[] = []
    for (const [parentName, siblings] of this.orphans) {
      if (this.bodies.has(parentName) || this.early.has(parentName) || this.isOrphan(parentName)) continue
      for (const { message } of siblings.values()) {
        missing.push({ height: message.block.header.height - 1, hash: message.block.header.parent })
        break
      }
    }
    missing.sort((a, b) => a.height - b.height)
    for (const { height, hash } of missing.slice(0, MAX_REMINDERS))
      this.parts.out.put({ kind: 'want', hash, height })
  }

  private isOrphan(name: string): boolean {
    for (const siblings of this.orphans.values()) if (siblings.has(name)) return true
    return false
  }

  /** Of the blocks without a parent, the highest makes room, if it is higher than this one: the way up begins below. */
  private dropHighest(than: number): boolean {
    let from: string | undefined
    let highest: string | undefined
    let height = than
    for (const [parent, siblings] of this.orphans)
      for (const [name, { message }] of siblings)
        if (message.block.header.height > height) {
          height = message.block.header.height
          from = parent
          highest = name
        }
    if (from === undefined || highest === undefined) return false
    const siblings = this.orphans.get(from)!
    siblings.delete(highest)
    if (siblings.size === 0) this.orphans.delete(from)
    this.orphanCount -= 1
    return true
  }

  /** The parent is held: what the header claims, then the signatures. */
  private judge(name: string, parent: Holding, { message, from }: Waiting): void {
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
      else {
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
    const root = listRoot(block.transactions.map(transactionItem))
    return equalBytes(root, block.header.transactions) ? inspected : { code: 'block/transactions' }
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
    const wanted = this.orphans.has(name) || certificates.awaits(name)
    if (!wanted && holdings.countIn(header.slot) >= this.bounds.perSlot) return false
    while (holdings.forks.size >= this.bounds.blocks) if (!holdings.forks.shed()) return false
    return true
  }

  private refuse(name: string, { message, from }: Waiting, code: Code): void {
    const { out } = this.parts
    if (code === 'block/unknown-rules') {
      out.verdict(message, from, 'late', code)
      return
    }
    out.verdict(message, from, 'bad', code)
    if (!OF_THE_BODY.has(code)) this.rememberInvalid(name, code)
  }

  /** Verified: the producer has signed it, whatever comes of it. */
  private goOn(name: string, block: Block, inspected: Inspected): void {
    const { out, witness, records } = this.parts
    const { header } = block
    witness.sawBlock(block, inspected.producer.key)
    if (nameOf32(inspected.producer.key) === records.keyName) records.saw(header.chain, { slot: header.slot })
    const parent = this.parts.holdings.get(nameOf32(header.parent))
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
    const waiting = certificates.takeFor(holding.name)
    if (waiting) certificates.hear(waiting.message, waiting.from, tally.isVerified)
    this.adopt(holding.name)
  }

  /** Those that waited for this parent. */
  adopt(parentName: string): void {
    const siblings = this.orphans.get(parentName)
    if (!siblings) return
    this.orphans.delete(parentName)
    this.orphanCount -= siblings.size
    for (const { message, from } of siblings.values()) this.hear(message, from)
  }

  private rememberInvalid(name: string, code: Code): void {
    if (this.invalid.size >= this.bounds.invalid) {
      const [oldest] = this.invalid.keys()
      this.invalid.delete(oldest!)
    }
    this.invalid.set(name, code)
    const siblings = this.orphans.get(name)
    if (!siblings) return
    this.orphans.delete(name)
    this.orphanCount -= siblings.size
    for (const [child, { message, from }] of siblings) {
      this.parts.out.verdict(message, from, 'bad', 'block/parent')
      this.rememberInvalid(child, 'block/parent')
    }
  }

  /** Those that can come to nothing any more. */
  release(): void {
    const { floor } = this.parts.holdings.forks
    for (const [parent, siblings] of this.orphans) {
      for (const [name, { message }] of siblings)
        if (message.block.header.height <= floor) {
          siblings.delete(name)
          this.orphanCount -= 1
        }
      if (siblings.size === 0) this.orphans.delete(parent)
    }
  }
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
