// A full peer in its place: the node, what it keeps and holds, and the carrying out of what it wants, in its order.
import { equalBytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import type { Community } from '../../chain/community.ts'
import { type Executed, executeBlock, isInvalid } from '../../chain/execute.ts'
import type { OwnDelegate } from '../../chain/node/config.ts'
import type { Effect, Halt, Offence, Verdict } from '../../chain/node/effect.ts'
import type { Input } from '../../chain/node/input.ts'
import type { Kept, Step } from '../../chain/node/keep.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Message } from '../../chain/node/message.ts'
import { Node } from '../../chain/node/node.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Signer } from '../../crypto/keys.ts'
import type { Keeper } from '../storage/keeper.ts'
import type { Counter } from './counts.ts'
import type { Library } from './library.ts'
import type { Platform, SlotClock } from './platform.ts'
import type { Verifying } from './verifying.ts'

/** What a node wants of the world around it. */
export interface Surroundings {
  readonly platform: Platform
  readonly clock: SlotClock
  readonly verifying: Verifying
  readonly library: Library
  readonly keeper: Keeper
  readonly drops: Counter
  readonly done: Counter
  /** Whether its clock is one that others can correct. */
  mayProduce(): boolean
  send(message: Message): void
  judge(message: Message, verdict: Verdict, from: string | undefined): void
  want(hash: Hash, height: number | undefined, from: string | undefined): void
  recall(recall: Recall): void
  answer(to: string, memory: Memory): void
  executed(step: Step): void
  headed(head: Executed): void
  finalised(): void
  accuse(offence: Offence): void
  keptOut(transaction: Transaction, code: string): void
  halted(halt: Halt): void
}

export interface FullConfig {
  readonly community: Community
  readonly kept: Kept
  readonly delegate?: OwnDelegate
  readonly signer?: Signer
  readonly around: Surroundings
}

export class Full {
  readonly node: Node
  /** Votes and blocks signed since the start. */
  votes = 0
  blocks = 0
  private readonly config: FullConfig
  private inputs: Input[] = []
  private stepping = false
  private open = true

  constructor(config: FullConfig) {
    const { community, kept, delegate, around } = config
    this.config = config
    this.node = Node.begin({ community, ...(delegate && { delegate }) }, kept)
    const byName = new Map<string, Executed>([[nameOf32(kept.root.hash), kept.root]])
    for (const { block, executed } of kept.path) {
      byName.set(nameOf32(executed.hash), executed)
      const parent = byName.get(nameOf32(block.header.parent))
      if (parent) around.library.note({ block, executed, parent })
    }
    for (const certificate of kept.certificates) around.library.noteCertificate(certificate)
    around.library.headed(this.node.head)
  }

  /** What it keeps is on the disk before it ends. */
  async close(): Promise<void> {
    this.open = false
    await this.config.around.keeper.flush()
  }

  /** The outcomes of a kept block, which the disk does not hold: it is executed again. */
  again({ block, parent, executed }: Step): Executed {
    const result = executeBlock(
      this.config.community,
      parent,
      block,
      block.transactions.map(() => true),
    )
    return isInvalid(result) ? executed : result
  }

  feed(input: Input): void {
    if (!this.open) return
    this.inputs.push(input)
    if (this.stepping) return
    this.stepping = true
    try {
      for (let next = this.inputs.shift(); next; next = this.inputs.shift())
        for (const effect of this.node.step(next)) this.carry(effect)
    } finally {
      this.stepping = false
    }
  }

  private carry(effect: Effect): void {
    const { around } = this.config
    switch (effect.kind) {
      case 'verify':
        around.verifying.ask(effect.items, verdicts =>
          this.feed({ kind: 'verified', token: effect.token, verdicts }),
        )
        return
      case 'persist':
        if (effect.keep.kind === 'certificate') around.library.noteCertificate(effect.keep.certificate)
        around.keeper.put(effect)
        return
      case 'sign':
        this.sign(effect)
        return
      case 'send':
        this.count(effect.message)
        around.send(effect.message)
        return
      case 'verdict':
        if (effect.code) around.drops.add(effect.code)
        around.judge(effect.message, effect.verdict, effect.from)
        return
      case 'want':
        around.want(effect.hash, effect.height, effect.from)
        return
      case 'recall':
        around.recall(effect.recall)
        return
      case 'answer':
        around.answer(effect.to, effect.memory)
        return
      case 'timer':
        this.timer(effect.ms)
        return
      case 'executed':
        around.library.note(effect)
        around.done.add('blocks')
        around.done.add('transactions', effect.block.transactions.length)
        around.executed(effect)
        return
      case 'invalid':
        around.drops.add(effect.code)
        return
      case 'head':
        around.library.headed(effect.executed)
        around.headed(effect.executed)
        return
      case 'final': {
        const last = effect.blocks.at(-1)
        if (last) around.library.finalised(last.hash)
        around.finalised()
        return
      }
      case 'evidence':
        around.accuse(effect.offence)
        return
      case 'kept-out':
        around.drops.add(effect.code)
        around.keptOut(effect.transaction, effect.code)
        return
      case 'halt':
        around.halted(effect.halt)
        return
    }
  }

  /** Asked for only once the record that it rests on is on the disk (rules 1 and 2). */
  private sign({ token, what, message }: Extract<Effect, { kind: 'sign' }>): void {
    const { signer, around } = this.config
    // Nothing is signed where nothing can be kept any more.
    if (!signer || around.keeper.trouble) return
    // Clock (rule 1): with a clock that the others cannot correct no block is signed; a vote hangs on no clock.
    if (what === 'block' && !around.mayProduce()) {
      around.drops.add('peer/clock')
      return
    }
    signer.sign(message).then(
      signature => this.feed({ kind: 'signed', token, signature }),
      () => around.drops.add('peer/unsigned'),
    )
  }

  private count(message: Message): void {
    const own = this.config.delegate?.key
    if (!own) return
    if (message.kind === 'vote' && equalBytes(message.vote.key, own)) this.votes += 1
    if (message.kind === 'block') this.blocks += 1
  }

  private timer(ms: number): void {
    const { clock, platform } = this.config.around
    platform.after(ms - clock.ms, () => this.feed({ kind: 'time', ms: Math.max(clock.ms, ms) }))
  }

  // What a sync looks at

  block(hash: Hash): Block | undefined {
    return this.config.around.library.block(hash)
  }
}
