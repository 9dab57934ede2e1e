// Conversing with neighbours: the exchange and the sync on real links and real time. Both machines are pure; what they
// want done is done here.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Hash } from '../../bytes/hash.ts'
import type { Block } from '../../chain/block.ts'
import type { Headline } from '../../chain/light/headline.ts'
import { readQuestion } from '../../chain/light/question.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Chunk } from '../../chain/tree/snapshot.ts'
import type { Tree } from '../../chain/tree/tree.ts'
import {
  Exchange,
  type ExchangeEffect,
  type ExchangeInput,
  type Held,
  isFull,
  limitsFor,
  type Role,
} from '../../mesh/exchange/index.ts'
import { readFrame, type Said, type Standing } from '../../mesh/frames/index.ts'
import type { StreamName } from '../../mesh/port.ts'
import { type Source, Sync, type SyncEffect, type SyncInput, type SyncLimits } from '../../mesh/sync/index.ts'
import { drawing, type Platform } from './platform.ts'

/** Who is conversed for: a full or a light peer. */
export interface Resident {
  readonly held: Held
  readonly source: Source
  /** Whether it catches up with blocks and snapshots by itself. */
  readonly follows: boolean
  hear(said: Said, from: string): void
  /** Where a neighbour says that it stands. */
  stands(neighbour: string, standing: Standing): void
  /** The sync brought a block. */
  fetched(block: Block, from: string): void
  recalled(from: string, recall: Recall): void
  remembered(from: string, memory: Memory): void
  answered(token: number, answer: Bytes | null, from: string | undefined): void
  judge(headline: Headline, from: string): void
  chunk(headline: Headline, chunk: Chunk): void
  snapshot(block: Block, state: Tree): void
  /** Makes ready what the source is about to be asked for. */
  prepare(need: Need): Promise<void>
}

/** What a neighbour's request will look up. */
export type Need =
  | { readonly kind: 'blocks'; readonly from: number; readonly count: number }
  | { readonly kind: 'handovers'; readonly above: number }
  | { readonly kind: 'succession'; readonly ended: Hash }
  | { readonly kind: 'checkpoint'; readonly height: number }
  | { readonly kind: 'finality'; readonly height: number }

/** The links, as they are spoken on. */
export interface Speaking {
  send(neighbour: string, stream: StreamName, bytes: Bytes): void
  part(neighbour: string, reason: string): void
}

/** Where a link says nothing of what waits on it, what was sent is taken for gone after so long. */
const DRAINED_MS = 10
/** A live stream with so much unsent takes no more for now. */
const PRESSURE_BYTES = 1 << 18

interface Line {
  readonly serves: boolean
  unsentBulk: number
  blocked: boolean
  draining: boolean
  /** Requests are put to the sync one after the other, each once its answer is at hand. */
  asked: Promise<void>
}

export class Converse {
  private readonly resident: Resident
  private readonly speaking: Speaking
  private readonly platform: Platform
  private readonly exchange: Exchange
  private readonly sync: Sync
  private readonly lines = new Map<string, Line>()
  private readonly standings = new Map<string, { readonly head: number; readonly final: number }>()
  private open = true

  constructor(
    role: Role,
    resident: Resident,
    speaking: Speaking,
    platform: Platform,
    limits: Partial<SyncLimits> = {},
  ) {
    const { held, source, follows } = resident
    const draw = drawing(platform)
    this.resident = resident
    this.speaking = speaking
    this.platform = platform
    this.exchange = new Exchange({ role, held, limits: limitsFor(role, draw) }, draw)
    this.sync = new Sync({ source, own: () => held.standing(), follows, limits }, draw)
  }

  close(): void {
    this.open = false
  }

  /** `serves`: it says that it is full, so it can be asked, whoever it is. */
  joined(neighbour: string, role: Role, serves = isFull(role)): void {
    const known = this.lines.get(neighbour)
    if (known) this.lines.set(neighbour, { ...known, serves })
    else
      this.lines.set(neighbour, {
        ...{ serves, unsentBulk: 0, blocked: false, draining: false },
        asked: Promise.resolve(),
      })
    this.tell({ kind: 'joined', neighbour, role })
    this.ask({ kind: 'joined', neighbour, serves })
  }

  left(neighbour: string): void {
    if (!this.lines.delete(neighbour)) return
    this.standings.delete(neighbour)
    this.tell({ kind: 'left', neighbour })
    this.ask({ kind: 'left', neighbour })
  }

  /** Where the neighbours say that they stand. */
  standingOf(neighbour: string): { readonly head: number; readonly final: number } | undefined {
    return this.standings.get(neighbour)
  }

  /** The furthest that a full neighbour says to be. */
  get furthest(): { readonly head: number; readonly final: number } {
    let head = 0
    let final = 0
    for (const [neighbour, standing] of this.standings) {
      if (!this.lines.get(neighbour)?.serves) continue
      head = Math.max(head, standing.head)
      final = Math.max(final, standing.final)
    }
    return { head, final }
  }

  frame(from: string, stream: StreamName, bytes: Bytes): void {
    if (stream === 'live') this.tell({ kind: 'frame', from, bytes })
    else this.hearBulk(from, bytes)
  }

  unsent(neighbour: string, stream: StreamName, bytes: number): void {
    const line = this.lines.get(neighbour)
    if (!line) return
    if (stream === 'bulk') {
      line.unsentBulk = bytes
      this.ask({ kind: 'drained', neighbour, unsent: bytes })
    } else if (bytes > PRESSURE_BYTES !== line.blocked) {
      line.blocked = !line.blocked
      this.tell({ kind: 'pressure', neighbour, blocked: line.blocked })
    }
  }

  /** To the exchange. */
  tell(input: ExchangeInput): void {
    if (!this.open) return
    for (const effect of this.exchange.step(input, this.platform.steady())) this.carryLive(effect)
  }

  /** To the sync. */
  ask(input: SyncInput): void {
    if (!this.open) return
    for (const effect of this.sync.step(input, this.platform.steady())) this.carryBulk(effect)
  }

  /** What the sync serves is in memory: what a request needs is fetched before it is heard. */
  private hearBulk(from: string, bytes: Bytes): void {
    const line = this.lines.get(from)
    if (!line) return
    const hear = () => this.ask({ kind: 'frame', from, bytes })
    const needs = needsOf(bytes)
    if (needs.length === 0) {
      hear()
      return
    }
    line.asked = line.asked
      .then(() => Promise.all(needs.map(need => this.resident.prepare(need))))
      // What cannot be fetched is not served.
      .catch(() => {})
      .then(hear)
  }

  private carryLive(effect: ExchangeEffect): void {
    const { resident } = this
    switch (effect.kind) {
      case 'frame':
        this.send(effect.to, effect.stream, effect.bytes)
        return
      case 'deliver':
        resident.hear(effect.said, effect.from)
        return
      case 'wake':
        this.wake(effect.ms, () => this.tell({ kind: 'time' }))
        return
      case 'standing': {
        const { head, final } = effect.standing
        this.standings.set(effect.neighbour, { head: head.height, final: final.height })
        if (this.lines.get(effect.neighbour)?.serves) resident.stands(effect.neighbour, effect.standing)
        this.ask(effect)
        return
      }
      case 'recalled':
        resident.recalled(effect.from, effect.recall)
        return
      case 'answered':
        resident.remembered(effect.from, effect.memory)
        return
      case 'neighbour':
        if (effect.is === 'bad') this.speaking.part(effect.neighbour, effect.reason)
    }
  }

  private carryBulk(effect: SyncEffect): void {
    const { resident } = this
    switch (effect.kind) {
      case 'frame':
        this.send(effect.to, 'bulk', effect.bytes)
        return
      case 'deliver':
        resident.fetched(effect.block, effect.from)
        return
      case 'answered':
        resident.answered(effect.token, effect.answer, effect.from)
        return
      case 'wake':
        this.wake(effect.ms, () => this.ask({ kind: 'time' }))
        return
      case 'neighbour':
        this.speaking.part(effect.neighbour, effect.reason)
        return
      case 'judge':
        resident.judge(effect.headline, effect.from)
        return
      case 'chunk':
        resident.chunk(effect.headline, effect.chunk)
        return
      case 'snapshot':
        resident.snapshot(effect.block, effect.state)
    }
  }

  /** It sent what no honest peer sends, as turned out once signatures were verified. */
  blame(neighbour: string): void {
    if (this.open && this.lines.has(neighbour)) this.speaking.part(neighbour, 'lied')
  }

  private send(to: string, stream: StreamName, bytes: Bytes): void {
    const line = this.lines.get(to)
    if (!line) return
    // Bytes change hands on their way to the links, and one frame goes to several neighbours.
    this.speaking.send(to, stream, bytes.slice())
    if (stream === 'live' || line.draining) return
    line.draining = true
    this.platform.after(DRAINED_MS, () => {
      line.draining = false
      if (line.unsentBulk === 0) this.ask({ kind: 'drained', neighbour: to, unsent: 0 })
    })
  }

  private wake(ms: number, then: () => void): void {
    this.platform.after(ms - this.platform.steady(), then)
  }

  get sizes(): { readonly [name: string]: number } {
    return { ...this.exchange.sizes, ...this.sync.sizes }
  }

  get snapshotProgress(): { readonly here: number; readonly total: number | undefined } | undefined {
    return this.sync.progress.snapshot
  }
}

/** A request is small; what is larger is an answer. */
const MOST_REQUEST_BYTES = 4096

function needsOf(bytes: Bytes): Need[] {
  const needs: Need[] = []
  if (bytes.length > MOST_REQUEST_BYTES) return needs
  const read = readFrame(bytes)
  // The sync says what is wrong with it.
  if (typeof read === 'string') return needs
  for (const told of read) {
    if (told.kind !== 'request') continue
    const { question } = told.body
    if (question.kind === 'range' || question.kind === 'headlines')
      needs.push({ kind: 'blocks', from: question.body.from, count: question.body.count })
    if (question.kind === 'light') {
      const asked = readQuestion(question.body)
      if (asked?.kind === 'handover') needs.push({ kind: 'handovers', above: asked.above })
      if (asked?.kind === 'finality') needs.push({ kind: 'finality', height: asked.height })
      if (asked?.kind === 'checkpoint') needs.push({ kind: 'checkpoint', height: asked.height })
      if (asked?.kind === 'recovery') needs.push({ kind: 'succession', ended: asked.chain })
    }
  }
  return needs
}
