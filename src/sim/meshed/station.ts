// Where a peer is linked to others: its exchange and its sync, and what carries out what they want. The machines are
// the real ones; only links and time are the world's.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Block } from '../../chain/block.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import {
  Exchange,
  type ExchangeEffect,
  type ExchangeInput,
  type Held,
  limitsFor,
  type Role,
} from '../../mesh/exchange/index.ts'
import type { ReadFrame, Said } from '../../mesh/frames/index.ts'
import { type Source, Sync, type SyncEffect, type SyncInput } from '../../mesh/sync/index.ts'
import type { Network } from '../network.ts'
import type { Timeline } from '../timeline.ts'

/** What travels on a link: a frame of the live stream as it is, one of the bulk stream marked as such. */
export type Frame = Bytes | { readonly bulk: Bytes }

/** Who lives at a station. */
export interface Resident {
  readonly awake: boolean
  readonly held: Held
  readonly source: Source
  /** Whether it catches up with blocks by itself. */
  readonly follows: boolean
  hear(said: Said, from: string): void
  /** The sync brought a block. */
  fetched(block: Block, from: string): void
  recalled(from: string, recall: Recall): void
  remembered(from: string, memory: Memory): void
  answered(token: number, answer: Bytes | null, from: string | undefined): void
}

export interface Surroundings {
  readonly timeline: Timeline
  readonly network: Network<Frame>
  readonly read: ReadFrame
  readonly draw: (below: number) => number
  /** A neighbour has deceived this station: the link between them ends. */
  part(index: number, neighbour: number): void
}

export class Station {
  readonly index: number
  readonly id: string
  /** As its neighbours see it. */
  role: Role
  readonly neighbours = new Set<number>()
  private readonly resident: Resident
  private readonly around: Surroundings
  private readonly exchange: Exchange
  private readonly sync: Sync
  private open = true
  private readonly wakeLive = () => this.tell(TIME)
  private readonly wakeBulk = () => this.ask(TIME)

  constructor(index: number, role: Role, resident: Resident, around: Surroundings) {
    const { held, source, follows } = resident
    const { read, draw } = around
    this.index = index
    this.id = `${index}`
    this.role = role
    this.resident = resident
    this.around = around
    this.exchange = new Exchange({ role, held, read, limits: limitsFor(role, draw) }, draw)
    const own = () => held.standing()
    // Links of the world hold as much as is sent.
    const limits = { unsentBytes: Number.POSITIVE_INFINITY }
    this.sync = new Sync({ source, own, follows, read, limits }, draw)
    around.network.join(index, (from, frame) => this.receive(from, frame))
  }

  close(): void {
    this.open = false
    this.around.network.leave(this.index)
  }

  link(to: Station): void {
    this.neighbours.add(to.index)
    this.tell({ kind: 'joined', neighbour: to.id, role: to.role })
    this.ask({ kind: 'joined', neighbour: to.id, serves: to.role !== 'light' })
  }

  unlink(from: number): void {
    if (!this.neighbours.delete(from)) return
    this.tell({ kind: 'left', neighbour: `${from}` })
    this.ask({ kind: 'left', neighbour: `${from}` })
  }

  private receive(from: number, frame: Frame): void {
    // What reaches a device that sleeps is lost: it compares when it wakes.
    if (!this.resident.awake || !this.neighbours.has(from)) return
    if (frame instanceof Uint8Array) this.tell({ kind: 'frame', from: nameOf(from), bytes: frame })
    else this.ask({ kind: 'frame', from: nameOf(from), bytes: frame.bulk })
  }

  /** To the exchange. */
  tell(input: ExchangeInput): void {
    if (!this.open || !this.resident.awake) return
    const effects = this.exchange.step(input, Math.floor(this.around.timeline.now))
    for (const effect of effects) this.carryLive(effect)
  }

  /** To the sync. */
  ask(input: SyncInput): void {
    if (!this.open || !this.resident.awake) return
    const effects = this.sync.step(input, Math.floor(this.around.timeline.now))
    for (const effect of effects) this.carryBulk(effect)
  }

  private carryLive(effect: ExchangeEffect): void {
    const { network, timeline } = this.around
    switch (effect.kind) {
      case 'frame':
        if (effect.stream === 'bulk') this.send(effect.to, effect.bytes)
        else network.send(this.index, Number(effect.to), effect.bytes, effect.bytes.length)
        return
      case 'deliver':
        this.resident.hear(effect.said, effect.from)
        return
      case 'wake':
        timeline.at(effect.ms, this.wakeLive)
        return
      case 'standing':
        this.ask(effect)
        return
      case 'recalled':
        this.resident.recalled(effect.from, effect.recall)
        return
      case 'answered':
        this.resident.remembered(effect.from, effect.memory)
        return
      case 'neighbour':
        if (effect.is === 'bad') this.around.part(this.index, Number(effect.neighbour))
    }
  }

  private carryBulk(effect: SyncEffect): void {
    switch (effect.kind) {
      case 'frame':
        this.send(effect.to, effect.bytes)
        return
      case 'deliver':
        this.resident.fetched(effect.block, effect.from)
        return
      case 'answered':
        this.resident.answered(effect.token, effect.answer, effect.from)
        return
      case 'wake':
        this.around.timeline.at(effect.ms, this.wakeBulk)
        return
      case 'neighbour':
        this.around.part(this.index, Number(effect.neighbour))
        return
      // Nobody here offers snapshots: who joins late is given one by the world.
      case 'judge':
      case 'chunk':
      case 'snapshot':
    }
  }

  private send(to: string, bulk: Bytes): void {
    this.around.network.send(this.index, Number(to), { bulk }, bulk.length)
  }

  get sizes() {
    return { ...this.exchange.sizes, ...this.sync.sizes }
  }
}

const TIME = { kind: 'time' } as const

const names: string[] = []
/** As peers call each other. */
const nameOf = (index: number): string => (names[index] ??= `${index}`)
