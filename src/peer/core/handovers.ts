// Proofs of hand-overs: made as soon as one is final, kept for good, and given to light peers that walk.
import type { Bytes } from '../../bytes/bytes.ts'
import { equalBytes } from '../../bytes/bytes.ts'
import { type Handover, MAX_HANDOVER_BYTES, writeHandover } from '../../chain/light/handover.ts'
import { proveHandover, type Source } from '../../chain/light/prove.ts'
import { MAX_ANSWERED_HANDOVERS, writeAnswer } from '../../chain/light/question.ts'
import type { Step } from '../../chain/node/keep.ts'
import { Gathered } from './gathered.ts'

export interface Proofs {
  putHandovers(proofs: Iterable<readonly [boundary: number, proof: Bytes]>): Promise<void>
  handovers(above: number, most: number): Promise<readonly { boundary: number; proof: Bytes }[]>
}

/** As much as goes into one answer. */
const ANSWER_BYTES = 1 << 18
const MOST_IN_MEMORY = 512

export class Handovers {
  private readonly archive: Proofs
  private readonly epochBlocks: number
  /** Boundaries whose hand-over has no proof yet. */
  private open: number[] = []
  /** By boundary, ascending as far as they were asked for. */
  private readonly proofs = new Map<number, Bytes>()
  private unkept = new Map<number, Bytes>()
  /** Whoever walks past a thousand of them has few writes to wait for. */
  private readonly keeping = new Gathered(async () => {
    const { unkept } = this
    this.unkept = new Map()
    await this.archive.putHandovers(unkept).catch(() => {})
  })

  constructor(archive: Proofs, epochBlocks: number) {
    this.archive = archive
    this.epochBlocks = epochBlocks
  }

  /** Blocks became final: whether one of them is a boundary, and whether what is open can be proven now. */
  look(source: Source, path: readonly Step[]): void {
    for (const { block } of path) {
      const { height, active, activeNext } = block.header
      // Hand over (rule 5): from the child of the boundary block both sets are active.
      if (height % this.epochBlocks === 0 && !equalBytes(active, activeNext)) this.open.push(height)
    }
    this.open = this.open.filter(boundary => {
      const proof = proveHandover(source, boundary)
      if (proof) this.put(proof)
      return !proof
    })
    // One that nobody could prove while its blocks were in memory is for others to show.
    if (this.open.length > 4) this.open.shift()
  }

  /** Made here, or walked past on the way in. */
  put(handover: Handover): void {
    const boundary = handover.height - (handover.height % this.epochBlocks)
    const wire = writeHandover(handover)
    if (wire.length > MAX_HANDOVER_BYTES) return
    this.remember(boundary, wire)
    this.unkept.set(boundary, wire)
    this.keeping.want()
  }

  private remember(boundary: number, wire: Bytes): void {
    this.proofs.delete(boundary)
    this.proofs.set(boundary, wire)
    if (this.proofs.size > MOST_IN_MEMORY) this.proofs.delete(this.proofs.keys().next().value!)
  }

  /** Fetches from the disk what is about to be asked for. */
  async fetch(above: number): Promise<void> {
    for (const { boundary, proof } of await this.archive.handovers(above, MAX_ANSWERED_HANDOVERS))
      this.remember(boundary, proof)
  }

  answer(above: number): Bytes | undefined {
    const wires: Bytes[] = []
    let room = ANSWER_BYTES
    const next = [...this.proofs].filter(([boundary]) => boundary > above).sort(([a], [b]) => a - b)
    for (const [, wire] of next) {
      if (wires.length >= MAX_ANSWERED_HANDOVERS || room <= 0) break
      room -= wire.length
      wires.push(wire)
    }
    return wires.length > 0 ? writeAnswer('handovers', wires) : undefined
  }
}
