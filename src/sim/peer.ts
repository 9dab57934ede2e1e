// A peer of the world: a place with a disk, a clock and power, in which one life of a node follows the other. It carries
// out what the node wants done, in that order, and loses power in between where a fault says so.
import type { Hash } from '../bytes/hash.ts'
import { nameOf32 } from '../bytes/name.ts'
import type { Community } from '../chain/community.ts'
import type { Certificate } from '../chain/consensus/votes.ts'
import type { Executed } from '../chain/execute.ts'
import type { Effect, Halt } from '../chain/node/effect.ts'
import type { Input } from '../chain/node/input.ts'
import type { Step } from '../chain/node/keep.ts'
import type { Message } from '../chain/node/message.ts'
import { Node } from '../chain/node/node.ts'
import type { Behaviour } from './byzantine/behaviour.ts'
import { Disk } from './disk.ts'
import type { Identity, Place } from './place.ts'
import type { Random } from './random.ts'
import type { Shared } from './shared.ts'
import type { Timeline } from './timeline.ts'
import type { Wire } from './wire.ts'
import type { Witness } from './witness.ts'

/** How long a device takes, in milliseconds: for a durable write, and to check signatures. */
export interface Pace {
  readonly writeMs: number
  readonly verifyMs: number
}

/** When the power fails by itself: at the writing of the next record, or once the next vote is out. */
export type Trap = 'before the record' | 'after the record' | 'after the vote'

export interface Around {
  readonly timeline: Timeline
  readonly wire: Wire
  readonly witness: Witness
  readonly shared: Shared
  readonly random: Random
  readonly pace: Pace
  readonly genesis: Executed
}

/** Messages that reach a device at its waking. */
const MOST_MISSED = 400

export class Peer implements Place {
  readonly index: number
  readonly name: string
  readonly delegate: Identity | undefined
  community: Community
  node: Node | undefined
  behaviour: Behaviour | undefined
  /** How often it began to live. */
  starts = 0
  /** Milliseconds by which its clock is wrong. */
  offsetMs = 0
  trap: Trap | undefined
  halted: Halt | undefined
  head: Executed | undefined
  finalHeight = 0
  private asleep = false
  private readonly around: Around
  private disk: Disk
  private backup: Disk
  private readonly steps = new Map<string, Step>()
  private readonly certificates = new Map<string, Message>()
  private inputs: Input[] = []
  private stepping = false
  private missed: { readonly message: Message; readonly from: string }[] = []

  constructor(index: number, community: Community, delegate: Identity | undefined, around: Around) {
    this.index = index
    this.name = `${index}`
    this.community = community
    this.delegate = delegate
    this.around = around
    this.disk = new Disk(around.genesis)
    this.backup = this.disk
  }

  /** It may have forgotten what it signed: its key counts among the faulty, though it keeps to the rules. */
  forgetful = false
  mute = false

  /** A peer that keeps to the rules. */
  get honest(): boolean {
    return this.behaviour === undefined
  }

  get up(): boolean {
    return this.node !== undefined
  }

  get awake(): boolean {
    return this.up && !this.asleep
  }

  get sleeping(): boolean {
    return this.asleep
  }

  // Power

  start(): void {
    if (this.node) return
    const { shared, wire, witness } = this.around
    const kept = this.disk.read()
    const { delegate } = this
    this.steps.clear()
    this.certificates.clear()
    for (const step of kept.path) this.steps.set(nameOf32(step.block.hash), step)
    this.halted = undefined
    this.asleep = false
    this.starts += 1
    this.finalHeight = kept.root.header.height
    this.node = Node.begin(
      {
        community: this.community,
        execute: shared.execute,
        inspect: shared.inspect,
        ...(delegate && {
          delegate: { key: delegate.signer.publicKey, reveal: slot => delegate.reveals.at(slot) },
        }),
      },
      kept,
    )
    this.head = this.node.head
    wire.begin(this)
    witness.started(this)
    this.feed({ kind: 'time', ms: this.clock })
    this.tick(this.starts)
  }

  /** Ends in good order: what was written stays. */
  stop(): void {
    if (!this.node) return
    this.around.witness.ended(this)
    this.node = undefined
    this.inputs = []
    this.missed = []
    this.trap = undefined
    this.around.wire.end(this)
  }

  /** The power fails now: some of what was written last may be gone. */
  crash(): void {
    if (!this.node) return
    this.stop()
    this.disk.lose(this.around.random.draw(this.disk.relaxed + 1))
  }

  /** The power fails in the midst of the last write. */
  tear(): void {
    this.stop()
    this.disk.lose(1)
  }

  /** The disk is lost and replaced by an empty one. */
  wipe(): void {
    this.stop()
    this.disk = new Disk(this.around.genesis)
  }

  /** Somebody makes a backup, */
  keepBackup(): void {
    this.backup = this.disk.copy()
  }

  /** and puts it back later. */
  restoreBackup(): void {
    this.stop()
    this.disk = this.backup.copy()
  }

  /** A final state from elsewhere, which it has checked. */
  adopt(root: Executed): void {
    this.stop()
    this.disk.adopt(root)
  }

  sleep(): void {
    this.asleep = true
  }

  /** With or without what was said to it in the meantime. */
  wake(burst: boolean): void {
    if (!this.asleep) return
    this.asleep = false
    const missed = burst ? this.missed : []
    this.missed = []
    if (!this.node) return
    this.feed({ kind: 'time', ms: this.clock })
    this.feed({ kind: 'woken' })
    for (const { message, from } of missed) this.hear(message, from)
  }

  // Time

  /** Its own clock, in milliseconds since genesis. */
  get clock(): number {
    return Math.max(0, this.around.timeline.now + this.offsetMs)
  }

  /** The slot by its own clock. */
  get slot(): number {
    return Math.floor(this.clock / this.community.genesis.slotMs)
  }

  /** Plans the start of the next slot, as long as this life lasts. */
  private tick(life: number): void {
    const { timeline, wire } = this.around
    const { slotMs } = this.community.genesis
    const next = (this.slot + 1) * slotMs - this.offsetMs
    timeline.at(Math.max(next, timeline.now + 1), () => {
      if (this.starts !== life || !this.node) return
      this.tick(life)
      if (this.asleep) return
      this.feed({ kind: 'time', ms: this.clock })
      if (!this.node) return
      this.behaviour?.slot?.(this, this.slot)
      wire.onSlot(this)
    })
  }

  // What it holds

  holds(hash: Hash): boolean {
    return this.stepOf(hash) !== undefined
  }

  stepOf(hash: Hash): Step | undefined {
    const name = nameOf32(hash)
    return this.steps.get(name) ?? this.disk.archived(name)
  }

  certificateOf(hash: Hash): Message | undefined {
    return this.certificates.get(nameOf32(hash))
  }

  isJustified(certificate: Certificate): boolean {
    return this.certificates.has(nameOf32(certificate.block))
  }

  bestCertificate: Message | undefined
  get justifiedView(): number {
    const best = this.bestCertificate
    return best?.kind === 'certificate' ? best.certificate.view : 0
  }

  // Work

  /** Hears something from a neighbour, or from its own user. */
  hear(message: Message, from?: string): void {
    if (this.asleep) {
      if (from !== undefined && this.missed.length < MOST_MISSED) this.missed.push({ message, from })
      return
    }
    this.behaviour?.heard?.(this, message, from)
    this.feed(from === undefined ? { kind: 'heard', message } : { kind: 'heard', message, from })
  }

  feed(input: Input): void {
    if (!this.node || this.asleep) return
    this.inputs.push(input)
    if (this.stepping) return
    this.stepping = true
    for (let next = this.inputs.shift(); next; next = this.inputs.shift()) {
      const node: Node | undefined = this.node
      if (!node) break
      for (const effect of node.step(next)) {
        // A dishonest peer does with it what it likes.
        if (this.behaviour?.effect?.(this, effect)) continue
        this.carry(effect)
        if (this.node !== node) break
      }
      if (this.node !== node) break
    }
    this.stepping = false
  }

  private later(delayMs: number, input: Input): void {
    if (delayMs === 0) this.inputs.push(input)
    else this.feedAfter(delayMs, input)
  }

  // Beside what is called for every effect, which else would make room for what this function remembers.
  private feedAfter(delayMs: number, input: Input): void {
    const life = this.starts
    this.around.timeline.after(delayMs, () => {
      if (this.starts === life) this.feed(input)
    })
  }

  private tellTimeAt(ms: number): void {
    const life = this.starts
    this.around.timeline.at(ms - this.offsetMs, () => {
      if (this.starts === life) this.feed({ kind: 'time', ms: Math.max(this.clock, ms) })
    })
  }

  /** Does what the node wants done. */
  carry(effect: Effect): void {
    const { wire, witness, shared, pace } = this.around
    switch (effect.kind) {
      case 'verify':
        this.later(pace.verifyMs, {
          kind: 'verified',
          token: effect.token,
          verdicts: shared.verify(effect.items),
        })
        return
      case 'persist':
        this.persist(effect)
        return
      case 'sign':
        this.later(0, {
          kind: 'signed',
          token: effect.token,
          signature: this.delegate!.signer.sign(effect.message),
        })
        return
      case 'send':
        witness.sent(this, effect.message)
        wire.send(this, effect.message, effect.to)
        if (this.trap === 'after the vote' && effect.message.kind === 'vote') this.crash()
        return
      case 'verdict':
        witness.judged(this, effect.message, effect.verdict, effect.code)
        wire.judge(this, effect.message, effect.from, effect.verdict, effect.code)
        return
      case 'want':
        wire.want(this, effect.hash, effect.from)
        return
      case 'recall':
        wire.recall(this, effect.recall)
        return
      case 'answer':
        wire.answer(this, effect.to, effect.memory)
        return
      case 'timer':
        this.tellTimeAt(effect.ms)
        return
      case 'executed':
        shared.learn(effect.block, effect.executed)
        this.steps.set(nameOf32(effect.block.hash), effect)
        witness.executed(this, effect)
        return
      case 'invalid':
        witness.invalid(this, effect.block, effect.code)
        return
      case 'head': {
        const before = this.head!
        this.head = effect.executed
        witness.headed(this, before, effect.executed)
        return
      }
      case 'final':
        this.finalHeight = effect.blocks.at(-1)!.height
        witness.finalised(this, effect.blocks)
        return
      case 'evidence':
        witness.accused(this, effect.offence)
        return
      case 'kept-out':
        witness.keptOut(this, effect.transaction, effect.code)
        return
      case 'halt':
        this.halted = effect.halt
        witness.halted(this, effect.halt)
        return
    }
  }

  private persist({ token, durability, keep }: Extract<Effect, { kind: 'persist' }>): void {
    const { disk } = this
    if (keep.kind === 'certificate') this.keepCertificate(keep.certificate)
    if (durability === 'relaxed') {
      // Nothing waits for such a write, so nobody is told.
      disk.write(keep, 'relaxed')
      return
    }
    if (this.trap === 'before the record' && keep.kind === 'record') {
      this.crash()
      return
    }
    const { writeMs } = this.around.pace
    const life = this.starts
    const written = () => {
      if (this.starts !== life || !this.node) return
      disk.write(keep, 'strict')
      this.around.witness.persisted(this, keep)
      if (this.trap === 'after the record' && keep.kind === 'record') this.crash()
      else if (writeMs === 0) this.inputs.push({ kind: 'persisted', token })
      else this.feed({ kind: 'persisted', token })
    }
    if (writeMs === 0) written()
    else this.around.timeline.after(writeMs, written)
  }

  private keepCertificate(certificate: Certificate): void {
    // The era that it was signed in is the head's.
    const chain = this.head!.header.chain
    const message: Message = { kind: 'certificate', chain, certificate }
    this.certificates.set(nameOf32(certificate.block), message)
    if (certificate.view > this.justifiedView) this.bestCertificate = message
  }

  /** What is on its disk, to look at. */
  image(): Disk {
    return this.disk.copy()
  }
}
