// What happened in a run, as far as the report and the checkers ask: every block on every branch, the final chain, and
// what became of what was sent.
import { type Bytes, toHex } from '../bytes/bytes.ts'
import { sha256 } from '../bytes/hash.ts'
import { nameOf32 } from '../bytes/name.ts'
import type { Block } from '../chain/block.ts'
import type { Code } from '../chain/codes.ts'
import { standingOf } from '../chain/consensus/branch.ts'
import type { Candidate } from '../chain/consensus/forks.ts'
import { isDueAfter } from '../chain/consensus/quiet.ts'
import type { Executed } from '../chain/execute.ts'
import type { Genesis } from '../chain/genesis.ts'
import type { Halt, Offence, Verdict } from '../chain/node/effect.ts'
import type { Keep, Step } from '../chain/node/keep.ts'
import type { Message } from '../chain/node/message.ts'
import { View } from '../chain/store.ts'
import type { Transaction } from '../chain/transaction.ts'
import type { Checks } from './checkers/all.ts'
import { Durations } from './durations.ts'
import type { Place } from './place.ts'
import { Tally } from './report.ts'
import type { Witness } from './witness.ts'

const names = new WeakMap<Bytes, string>()

/** A name for any bytes, which nobody changes. */
export function nameOf(wire: Bytes): string {
  const known = names.get(wire)
  if (known !== undefined) return known
  const name = nameOf32(sha256(wire))
  names.set(wire, name)
  return name
}

/** What an onlooker may want to know as it happens. */
export interface Onlooker {
  /** A block became final, at the first peer that knows it to be. */
  final?(step: Step): void
  keptOut?(transaction: Transaction, code: Code, peer: Place): void
  accused?(offence: Offence, peer: Place): void
  halted?(halt: Halt, peer: Place): void
}

interface Around {
  readonly genesis: Executed
  readonly rules: Genesis
  readonly checks: Checks
  readonly onlooker: Onlooker
  /** In a run of ten every peer is looked at, not the first alone. */
  readonly thorough: boolean
  now(): number
}

export class Chronicle implements Witness {
  /** The final chain, from height 1 on. */
  readonly chain: Step[] = []
  readonly count = {
    sent: 0,
    hostile: 0,
    applied: 0,
    awaiting: 0,
    final: 0,
    reorganisations: 0,
    deepest: 0,
    lockRefusals: 0,
    handOvers: 0,
    convicted: 0,
    quietSlots: 0,
    emptyDue: 0,
    blocks: 0,
    abandoned: 0,
  }
  readonly commands = new Tally()
  readonly refused = new Tally()
  readonly halts = new Tally()
  readonly badByCode = new Tally()
  readonly finality = {
    delegates: new Durations(),
    full: new Durations(),
    light: new Durations(),
    any: new Durations(),
  }
  /** What was proven against whom, each once. */
  readonly offences = new Map<string, Offence>()
  readonly conflicts: {
    readonly peer: string
    readonly halt: Extract<Halt, { reason: 'conflicting-finals' }>
  }[] = []
  private readonly around: Around
  private readonly blocks = new Map<string, Step>()
  private readonly sentAt = new Map<string, number>()
  /** Of each final block, when what it holds was sent. */
  private readonly waits = new Map<string, readonly number[]>()
  private readonly inside = new Set<string>()
  private readonly outside = new Map<string, Code>()

  constructor(around: Around) {
    this.around = around
  }

  /** The newest final block that anybody holds, executed. */
  get tip(): Executed {
    return this.chain.at(-1)?.executed ?? this.around.genesis
  }

  stepOf(name: string): Step | undefined {
    return this.blocks.get(name)
  }

  /** A member sent something; what peers post by themselves is not counted. */
  submitted(transaction: Transaction): void {
    this.count.sent += 1
    this.sentAt.set(nameOf32(transaction.id), this.around.now())
  }

  started(peer: Place): void {
    if (peer.honest) this.around.checks.show('started', peer)
  }

  executed(peer: Place, step: Step): void {
    const name = nameOf32(step.block.hash)
    const first = !this.blocks.has(name)
    if (first) {
      this.blocks.set(name, step)
      this.count.blocks += 1
    }
    if (peer.honest || first) this.around.checks.show('executed', { peer, step, first })
  }

  headed(peer: Place, before: Executed, after: Executed): void {
    if (!peer.honest) return
    const left = this.leftBehind(before, after)
    if (left.length > 0) {
      this.count.reorganisations += 1
      this.count.deepest = Math.max(this.count.deepest, left.length)
    }
    this.around.checks.show('headed', peer, left)
  }

  /** The blocks from the old head down to where the new one's branch begins. */
  private leftBehind(before: Executed, after: Executed): Step[] {
    const left: Step[] = []
    let a: Executed = before
    let b: Executed = after
    while (nameOf32(a.hash) !== nameOf32(b.hash)) {
      if (b.header.height > a.header.height) {
        const step = this.blocks.get(nameOf32(b.hash))
        if (!step) break
        b = step.parent
      } else {
        const step = this.blocks.get(nameOf32(a.hash))
        if (!step) break
        left.push(step)
        a = step.parent
      }
    }
    return left
  }

  finalised(peer: Place, blocks: readonly Candidate[]): void {
    if (!peer.honest) return
    this.around.checks.show('finalised', peer, blocks)
    const now = this.around.now()
    for (const { hash, height } of blocks) {
      const name = nameOf32(hash)
      if (height === this.chain.length + 1) {
        const step = this.blocks.get(name)
        if (step) this.extend(step, name)
      }
      for (const sent of this.waits.get(name) ?? []) {
        this.finality.any.add(now - sent)
        this.finality[peer.delegate ? 'delegates' : 'full'].add(now - sent)
      }
    }
  }

  /** These became final at a light peer. */
  seenFinal(blocks: readonly { readonly hash: Bytes }[]): void {
    const now = this.around.now()
    for (const { hash } of blocks)
      for (const sent of this.waits.get(nameOf32(hash)) ?? []) {
        this.finality.any.add(now - sent)
        this.finality.light.add(now - sent)
      }
  }

  private extend(step: Step, name: string): void {
    const { checks, onlooker } = this.around
    this.chain.push(step)
    checks.show('extended', step)
    this.note(step, name)
    this.noteSlots(step)
    onlooker.final?.(step)
  }

  private note({ block, executed }: Step, name: string): void {
    const waits: number[] = []
    for (const { id, module, command, wire } of block.transactions) {
      this.commands.add(`${module}/${command}`)
      const sent = this.sentAt.get(nameOf32(id))
      if (sent !== undefined) {
        waits.push(sent)
        this.count.final += 1
      }
      const key = nameOf(wire)
      this.inside.add(key)
      this.outside.delete(key)
    }
    if (waits.length > 0) this.waits.set(name, waits)
    for (const { module, event } of executed.events)
      if (module === 'delegates' && event === 'convicted') this.count.convicted += 1
    for (const { id, status, code } of executed.outcomes) {
      if (!this.sentAt.has(nameOf32(id))) continue
      if (status === 'done') this.count.applied += 1
      else if (status === 'awaiting') this.count.awaiting += 1
      else if (status === 'refused') this.refused.add(code)
    }
  }

  /** What became of the slots between a block and its parent, and of hand-overs. */
  private noteSlots({ parent, executed }: Step): void {
    const state = new View(parent.tree)
    const before = { slot: parent.header.slot, batch: parent.batch.length > 0 }
    for (let slot = before.slot + 1; slot < executed.header.slot; slot++)
      if (isDueAfter(state, this.around.rules, before, slot)) this.count.emptyDue += 1
      else this.count.quietSlots += 1
    if (standingOf(new View(executed.tree)).to > standingOf(state).to) this.count.handOvers += 1
  }

  persisted(peer: Place, keep: Keep): void {
    if (!peer.honest) return
    this.around.checks.show('persisted', peer, keep)
  }

  sent(peer: Place, message: Message): void {
    if (peer.honest) this.around.checks.show('sent', peer, message)
  }

  judged(peer: Place, message: Message, verdict: Verdict, code: Code | undefined): void {
    if (!peer.honest) return
    if (verdict === 'bad') this.badByCode.add(`${message.kind}: ${code ?? '?'}`)
    this.around.checks.show('judged', peer, message, verdict, code)
  }

  invalid(peer: Place, block: Block, code: Code): void {
    if (!peer.honest) return
    this.badByCode.add(`block: ${code}`)
    this.around.checks.show('invalid', peer, block, code)
  }

  ended(peer: Place): void {
    if (peer.honest && peer.node) this.count.lockRefusals += peer.node.figures.lockRefusals
  }

  accused(peer: Place, offence: Offence): void {
    if (!peer.honest) return
    const key = offence.kind === 'votes' ? offence.a.key : offence.key
    const name = `${toHex(key).slice(0, 16)} ${offence.kind}`
    if (!this.offences.has(name)) this.offences.set(name, offence)
    this.around.onlooker.accused?.(offence, peer)
  }

  keptOut(peer: Place, transaction: Transaction, code: Code): void {
    this.around.onlooker.keptOut?.(transaction, code, peer)
    if (peer.honest) this.around.checks.show('keptOut', peer, transaction, code)
    const name = nameOf(transaction.wire)
    if (code !== 'pool/known' && !this.inside.has(name)) this.outside.set(name, code)
  }

  halted(peer: Place, halt: Halt): void {
    if (!peer.honest) return
    this.halts.add(halt.reason)
    this.around.checks.show('halted', peer, halt)
    if (halt.reason === 'conflicting-finals' && this.conflicts.length < 100)
      this.conflicts.push({ peer: peer.name, halt })
    this.around.onlooker.halted?.(halt, peer)
  }

  /** It stands in a final block. */
  holds(wire: Bytes): boolean {
    return this.inside.has(nameOf(wire))
  }

  /** It stands in a final block, or its sender was told why not. */
  answered(wire: Bytes): boolean {
    const name = nameOf(wire)
    return this.inside.has(name) || this.outside.has(name)
  }

  /** By the code that the sender was told last. */
  keptOutByCode(): Tally {
    const tally = new Tally()
    for (const code of this.outside.values()) tally.add(code)
    return tally
  }
}
