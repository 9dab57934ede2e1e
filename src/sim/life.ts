// One life of a peer: what it knows from a start to the next stop. Only its disk outlives it.
import type { Bytes } from '../bytes/bytes.ts'
import { type Block, readBlock, writeBlock } from '../chain/block.ts'
import type { Code } from '../chain/codes.ts'
import type { Community } from '../chain/community.ts'
import { type Executed, executeBlock, type Invalid, isInvalid } from '../chain/execute.ts'
import { Pool } from '../chain/pool.ts'
import { View } from '../chain/store.ts'
import { readTransaction, type Transaction } from '../chain/transaction.ts'
import { signaturesOf, verifyTransactions } from '../chain/verification.ts'
import type { Signer } from '../crypto/keys.ts'
import type { Verifier } from '../crypto/verify.ts'
import type { Disk } from '../peer/storage/disk.ts'
import { Ledger, type Opened, type Refused, type Retention } from '../peer/storage/ledger.ts'
import { ANSWER_BLOCKS, ANSWER_BYTES, type Frame, readFrame, writeFrame } from './frames.ts'
import { finalHeightAt, isDue, SEQUENCER, sequence } from './sequencer.ts'

/** Blocks that came before their parents: no more are held, and none further ahead than an answer brings. */
export const MOST_EARLY = ANSWER_BLOCKS
/** After so many slots without a block a transaction is sent to the sequencer again. */
const RESEND_SLOTS = 5
/** How many are sent again in one slot. */
const MOST_RESENT = 32
/** In one slot of so many a peer asks a neighbour for news. */
const ASK_EVERY = 4

/** What happens in a peer, for those who watch. */
export interface Witness {
  executed(peer: number, parent: Executed, block: Block, executed: Executed): void
  invalid(peer: number, wire: Bytes, invalid: Invalid): void
  keptOut(peer: number, wire: Bytes, code: Code): void
  /** The sequencer is about to send a block. */
  ordering(wire: Bytes): void
}

/** What a peer has around it: everything that is not its own. */
export interface Surroundings {
  readonly index: number
  readonly peers: number
  readonly community: Community
  readonly verify: Verifier
  /** The sequencer's own key, and the signer where this peer is it. */
  readonly sequencerKey: Bytes
  readonly signer: Signer | undefined
  readonly retention: Retention
  readonly witness: Witness
  /** The slot by this peer's own clock. */
  slot(): number
  send(to: number, frame: Bytes): void
  draw(below: number): number
}

export class Life {
  head: Executed
  readonly pool: Pool
  readonly opened: Opened
  private readonly around: Surroundings
  private readonly ledger: Ledger
  private readonly early = new Map<number, Bytes>()

  static async begin(around: Surroundings, disk: Disk): Promise<Life | Refused> {
    const opened = await Ledger.open(disk, around.community, around.retention)
    return 'refused' in opened ? opened : new Life(around, opened)
  }

  private constructor(around: Surroundings, opened: Opened) {
    this.around = around
    this.opened = opened
    this.ledger = opened.ledger
    this.head = opened.head
    this.pool = new Pool(around.community)
  }

  /** How much it holds beside its head and its pool. */
  get held(): number {
    return this.early.size
  }

  async receive(from: number, bytes: Bytes): Promise<void> {
    const frame = readFrame(bytes)
    if (frame?.kind === 'transaction') await this.submit(frame.wire)
    else if (frame?.kind === 'ask') await this.answer(from, frame.height)
    else if (frame?.kind === 'blocks') {
      for (const wire of frame.wires) await this.hear(from, wire)
    }
  }

  /** Takes a transaction from a member or a neighbour: waits with it, and sends it to where it is ordered. */
  async submit(wire: Bytes): Promise<Code | undefined> {
    const code = await this.consider(wire)
    if (code) this.around.witness.keptOut(this.around.index, wire, code)
    else this.sendTransaction(wire)
    return code
  }

  private async consider(wire: Bytes): Promise<Code | undefined> {
    const { community, verify } = this.around
    const transaction = readTransaction(wire)
    if (typeof transaction === 'string') return transaction
    if (this.pool.has(transaction.id)) return 'pool/known'
    const registry = community.rules.get(this.head.header.rules)
    if (!registry) return 'block/unknown-rules'
    // None where it cannot stand anyway: then the pool says why.
    const verdicts = await verify(signaturesOf(community, registry, transaction))
    if (!verdicts.every(holds => holds)) return 'kernel/signature'
    return this.pool.add(transaction, registry, new View(this.head.tree), this.coming())
  }

  /** The slot of the next block, as far as this peer can tell. */
  private coming(): number {
    return Math.max(this.around.slot(), this.head.header.slot + 1)
  }

  private sendTransaction(wire: Bytes): void {
    if (this.around.index !== SEQUENCER) this.say(SEQUENCER, { kind: 'transaction', wire })
  }

  private say(to: number, frame: Frame): void {
    this.around.send(to, writeFrame(frame))
  }

  private async answer(from: number, height: number): Promise<void> {
    const wires: Bytes[] = []
    let room = ANSWER_BYTES
    for (let next = height + 1; next <= this.head.header.height && wires.length < ANSWER_BLOCKS; next++) {
      const wire = await this.ledger.block(next)
      if (!wire || (wires.length > 0 && wire.length > room)) break
      wires.push(wire)
      room -= wire.length
    }
    if (wires.length > 0) this.say(from, { kind: 'blocks', wires })
  }

  /** A block: the next one is executed, a later one waits for its parents, which its sender is asked for. */
  private async hear(from: number, wire: Bytes): Promise<void> {
    const block = readBlock(wire)
    if (typeof block === 'string' || !(await this.isSequenced(block))) return
    const { height } = block.header
    const own = this.head.header.height
    if (height <= own) return
    if (height > own + 1) {
      if (height <= own + MOST_EARLY) this.early.set(height, wire)
      if (from !== this.around.index) this.say(from, { kind: 'ask', height: own })
      return
    }
    await this.follow(block, wire)
    const next = this.early.get(this.head.header.height + 1)
    if (next && this.head.header.height === height) await this.hear(from, next)
  }

  private async isSequenced({ hash, signature }: Block): Promise<boolean> {
    const { verify, sequencerKey } = this.around
    const [holds] = await verify([{ publicKey: sequencerKey, message: hash, signature }])
    return holds === true
  }

  private async follow(block: Block, wire: Bytes): Promise<void> {
    const { community, verify, witness, index } = this.around
    const parent = this.head
    const registry = community.rules.get(block.header.rules)
    const holds = registry ? await verifyTransactions(verify, community, registry, block.transactions) : []
    const finalHeight = finalHeightAt(block.header.height)
    const executed = executeBlock(community, parent, block, holds, finalHeight)
    if (isInvalid(executed)) {
      witness.invalid(index, wire, executed)
      return
    }
    witness.executed(index, parent, block, executed)
    await this.ledger.append({ parent, block, executed, finalHeight }, 'relaxed')
    this.arrive(block, executed)
  }

  private arrive(block: Block, executed: Executed): void {
    const { community } = this.around
    this.head = executed
    for (const height of this.early.keys()) if (height <= executed.header.height) this.early.delete(height)
    for (const { id } of block.transactions) this.pool.remove(id)
    const registry = community.rules.get(executed.header.rules)
    if (registry) this.pool.prune(registry, new View(executed.tree), this.coming(), this.dropped)
  }

  private readonly dropped = (transaction: Transaction, code: Code): void =>
    this.around.witness.keptOut(this.around.index, transaction.wire, code)

  /** A slot begins by this peer's clock. */
  async onSlot(): Promise<void> {
    const { index, peers, draw } = this.around
    const slot = this.around.slot()
    if (index === SEQUENCER) await this.order(slot)
    else if (slot % RESEND_SLOTS === index % RESEND_SLOTS) this.resend()
    if (peers > 1 && (this.early.size > 0 || draw(ASK_EVERY) === 0)) {
      const neighbour = (index + 1 + draw(peers - 1)) % peers
      this.say(neighbour, { kind: 'ask', height: this.head.header.height })
    }
  }

  private resend(): void {
    let sent = 0
    for (const { wire } of this.pool.waiting()) {
      if (sent++ >= MOST_RESENT) return
      this.sendTransaction(wire)
    }
  }

  private async order(slot: number): Promise<void> {
    const { community, signer, peers, witness } = this.around
    if (!signer || !isDue(community, this.head, this.pool, slot)) return
    const parent = this.head
    const made = await sequence(community, parent, this.pool, slot, signer, this.dropped)
    if (!made) return
    const { block, executed } = made
    const wire = writeBlock(block)
    const finalHeight = finalHeightAt(block.header.height)
    witness.ordering(wire)
    witness.executed(SEQUENCER, parent, block, executed)
    // On the disk before anybody hears of it: it must never make two blocks of one height.
    await this.ledger.append({ parent, block, executed, finalHeight }, 'strict')
    this.arrive(block, executed)
    for (let to = 0; to < peers; to++) if (to !== SEQUENCER) this.say(to, { kind: 'blocks', wires: [wire] })
  }
}
