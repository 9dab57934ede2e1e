// A full peer at its station.
import type { Block } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Memory, Recall } from '../../chain/node/memory.ts'
import type { Said } from '../../mesh/frames/index.ts'
import type { Place } from '../place.ts'
import { Branch, type Register } from './branch.ts'
import type { Resident } from './station.ts'

export class FullResident implements Resident {
  readonly place: Place
  readonly source: Branch
  readonly follows = true
  /** Blocks that the sync brought: their bringer is to blame otherwise than who relays. */
  private readonly brought = new WeakSet<Block>()

  constructor(place: Place, root: Executed, register: Register) {
    this.place = place
    this.source = new Branch(place, root, register)
  }

  get awake(): boolean {
    return this.place.awake
  }

  readonly held = {
    standing: () => {
      const { header, hash } = this.place.head!
      const { height, hash: final } = this.source.final
      return { final: { height, hash: final }, head: { height: header.height, hash } }
    },
    pending: () => this.pending(),
  }

  private *pending(): Iterable<Said> {
    const { node, head, finalHeight } = this.place
    if (!node || !head) return
    for (const transaction of node.pool.waiting()) yield { kind: 'transaction', transaction }
    for (let height = finalHeight + 1; height <= head.header.height; height++) {
      const block = this.source.blockAt(height)
      if (!block) continue
      yield { kind: 'block', block }
      const certificate = this.place.certificateOf(block.hash)
      if (certificate) yield certificate
    }
  }

  hear(said: Said, from: string): void {
    if (said.kind !== 'headline' && said.kind !== 'handover') this.place.hear(said, from)
  }

  fetched(block: Block, from: string): void {
    this.brought.add(block)
    this.place.hear({ kind: 'block', block }, from)
  }

  wasFetched(block: Block): boolean {
    return this.brought.has(block)
  }

  recalled(from: string, recall: Recall): void {
    this.place.feed({ kind: 'recalled', from, recall })
  }

  remembered(from: string, memory: Memory): void {
    this.place.feed({ kind: 'answer', from, memory })
  }

  answered(): void {}
}
