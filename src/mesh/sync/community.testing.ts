// A few syncs on a network of their own, with toy ledgers that take a block when they have its parent.
import type { Bytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import { type Headline, headlineOf } from '../../chain/light/headline.ts'
import type { Chunk } from '../../chain/tree/snapshot.ts'
import { Tree } from '../../chain/tree/tree.ts'
import { Clockwork, chance, type Weather } from '../clockwork.testing.ts'
import type { Standing } from '../frames/index.ts'
import { blockOf, bytesOf, CHAIN } from '../said.testing.ts'
import type { SyncEffect } from './effect.ts'
import type { SyncInput } from './input.ts'
import type { SyncLimits } from './limits.ts'
import { Sync } from './sync.ts'

/** Blocks are final two below the head. */
const FINAL_BELOW = 2
const ANCHOR_EVERY = 100

export const ROOT = blockOf(0, CHAIN)

/** A state of so many records, different at every height. */
export function stateOf(height: number, records: number): Tree {
  const draft = Tree.empty.edit()
  for (let i = 0; i < records; i++) draft.put(bytesOf(i).slice(0, 12), bytesOf(i + height))
  return draft.commit()
}

export class ToyLedger {
  readonly id: string
  readonly sync: Sync
  readonly blocks = new Map<string, Block>([[nameOf32(ROOT.hash), ROOT]])
  readonly branch: Block[] = [ROOT]
  readonly states = new Map<string, Tree>()
  readonly waiting = new Map<string, Block[]>()
  readonly chunks: Chunk[] = []
  readonly bad = new Map<string, string>()
  readonly answers = new Map<number, Bytes | null>()
  snapshotAt: number | undefined
  /** Blocks below are gone. */
  lowest = 0
  asleep = false
  mostBlocks = 0
  /** Changes frames on their way out. */
  tamper: ((bytes: Bytes) => Bytes | undefined) | undefined
  /** Says where it stands, whether it is true or not. */
  says: () => Standing = () => this.standing

  constructor(id: string, draw: (below: number) => number, limits: Partial<SyncLimits>) {
    this.id = id
    this.sync = new Sync(
      {
        follows: true,
        limits: { unsentBytes: Number.POSITIVE_INFINITY, ...limits },
        own: () => this.standing,
        source: {
          block: hash => this.blocks.get(nameOf32(hash)),
          blockAt: height => (height < this.lowest ? undefined : this.branch[height]),
          headlineAt: height => this.branch[height] && headlineOf(this.branch[height]),
          anchors: () => this.anchors(),
          state: root => this.states.get(nameOf32(root)),
          light: question => question,
        },
      },
      draw,
    )
  }

  get head(): Block {
    return this.branch[this.branch.length - 1]!
  }

  get standing(): Standing {
    const head = this.head.header.height
    const final = this.branch[Math.max(this.lowest, head - FINAL_BELOW, 0)] ?? this.head
    return {
      final: { height: final.header.height, hash: final.hash },
      head: { height: head, hash: this.head.hash },
    }
  }

  private anchors(): Headline[] {
    const anchors: Headline[] = []
    for (const block of this.branch)
      if (block && this.states.has(nameOf32(block.header.state))) anchors.unshift(headlineOf(block))
    return anchors
  }

  /** Takes a block, and those that waited for it; says which parent is missing. */
  take(block: Block): Bytes | undefined {
    if (this.blocks.has(nameOf32(block.hash))) return undefined
    const parent = this.blocks.get(nameOf32(block.header.parent))
    if (!parent) {
      const name = nameOf32(block.header.parent)
      this.waiting.set(name, [...(this.waiting.get(name) ?? []), block])
      return block.header.parent
    }
    this.blocks.set(nameOf32(block.hash), block)
    if (block.header.height > this.head.header.height) this.follow(block)
    for (const next of this.waiting.get(nameOf32(block.hash)) ?? []) this.take(next)
    this.waiting.delete(nameOf32(block.hash))
    return undefined
  }

  private follow(head: Block): void {
    for (let block: Block | undefined = head; block; block = this.blocks.get(nameOf32(block.header.parent))) {
      if (this.branch[block.header.height] === block) break
      this.branch[block.header.height] = block
    }
  }
}

export class ToySyncs extends Clockwork {
  readonly peers = new Map<string, ToyLedger>()
  readonly draw: (below: number) => number
  weather: Weather = { hopMs: 50, jitterMs: 20, loss: 0, duplication: 0, late: 0 }
  verdict: (headline: Headline) => 'final' | 'false' | 'unknown' = () => 'final'
  /** What a node thinks of a block. */
  isGood: (block: Block) => boolean = () => true
  private readonly limits: Partial<SyncLimits>

  constructor(seed: number, limits: Partial<SyncLimits> = {}) {
    super()
    this.draw = chance(seed)
    this.limits = limits
  }

  add(id: string): ToyLedger {
    const peer = new ToyLedger(id, this.draw, this.limits)
    for (const other of [...this.peers.keys()]) {
      this.peers.set(id, peer)
      this.input(id, { kind: 'joined', neighbour: other, serves: true })
      this.input(other, { kind: 'joined', neighbour: id, serves: true })
    }
    this.peers.set(id, peer)
    return peer
  }

  /** So many blocks, known to these; with states at the anchors; another salt makes another branch. */
  grow(ids: readonly string[], blocks: number, records = 0, salt = 0): void {
    const peers = ids.map(id => this.peers.get(id)!)
    let { head } = peers[0]!
    for (let i = 0; i < blocks; i++) {
      const height = head.header.height + 1
      const state = records > 0 && height % ANCHOR_EVERY === 0 ? stateOf(height, records) : undefined
      head = blockOf(height, head.hash, [], { reveal: bytesOf(salt), ...(state && { state: state.root() }) })
      for (const peer of peers) {
        peer.take(head)
        if (state) peer.states.set(nameOf32(state.root()), state)
      }
    }
  }

  /** Everybody tells everybody where it stands. */
  tell(): void {
    for (const from of this.peers.values())
      for (const to of this.peers.keys())
        if (from.id !== to && !from.asleep)
          this.input(to, { kind: 'standing', neighbour: from.id, standing: from.says() })
  }

  input(id: string, input: SyncInput): void {
    const peer = this.peers.get(id)!
    if (peer.asleep) return
    for (const effect of peer.sync.step(input, this.now)) this.carry(peer, effect)
    peer.mostBlocks = Math.max(peer.mostBlocks, peer.sync.sizes.blocks)
  }

  private carry(peer: ToyLedger, effect: SyncEffect): void {
    switch (effect.kind) {
      case 'frame':
        this.send(peer, effect.to, effect.bytes)
        return
      case 'deliver': {
        // The node takes its time.
        this.at(this.now + 1, () => {
          if (!this.isGood(effect.block)) {
            this.input(peer.id, { kind: 'refused', hash: effect.block.hash, from: effect.from })
            return
          }
          const parent = peer.take(effect.block)
          if (parent) this.input(peer.id, { kind: 'want', hash: parent, from: effect.from })
          else this.input(peer.id, { kind: 'time' })
        })
        return
      }
      case 'judge':
        this.at(this.now + 10, () => {
          const { headline } = effect
          this.input(peer.id, { kind: 'judged', hash: headline.hash, verdict: this.verdict(headline) })
        })
        return
      case 'chunk':
        peer.chunks.push(effect.chunk)
        return
      case 'snapshot': {
        const { block, state } = effect
        peer.snapshotAt = block.header.height
        peer.lowest = block.header.height
        peer.states.set(nameOf32(state.root()), state)
        peer.blocks.set(nameOf32(block.hash), block)
        peer.branch.length = block.header.height
        peer.branch[block.header.height] = block
        this.input(peer.id, { kind: 'time' })
        return
      }
      case 'answered':
        peer.answers.set(effect.token, effect.answer)
        this.input(peer.id, { kind: 'assessed', token: effect.token, worth: 'good' })
        return
      case 'neighbour':
        peer.bad.set(effect.neighbour, effect.reason)
        this.input(effect.neighbour, { kind: 'left', neighbour: peer.id })
        return
      case 'wake':
        this.at(effect.ms, () => this.input(peer.id, { kind: 'time' }))
    }
  }

  private send(from: ToyLedger, to: string, whole: Bytes): void {
    const bytes = from.tamper ? from.tamper(whole) : whole
    if (!bytes) return
    const { weather, draw } = this
    if (draw(1000) < weather.loss) return
    const copies = draw(1000) < weather.duplication ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      const late = draw(1000) < weather.late ? draw(2000) : 0
      this.at(this.now + weather.hopMs + draw(weather.jitterMs + 1) + late, () => {
        this.input(to, { kind: 'frame', from: from.id, bytes })
      })
    }
  }
}
