// Older blocks that somebody asked for: fetched from the disk, and forgotten again.
import type { Bytes } from '../../bytes/bytes.ts'
import { nameOf32 } from '../../bytes/name.ts'
import { type Block, readBlock, writeBlock } from '../../chain/block.ts'

const MOST_BYTES = 1 << 21

interface Standing {
  readonly block: Block
  readonly name: string
  readonly bytes: number
}

export class Shelf {
  private readonly from: { block(height: number): Promise<Bytes | undefined> }
  private readonly byHeight = new Map<number, Standing>()
  private readonly byName = new Map<string, Block>()
  private bytes = 0

  constructor(from: { block(height: number): Promise<Bytes | undefined> }) {
    this.from = from
  }

  get size(): number {
    return this.byHeight.size
  }

  at(height: number): Block | undefined {
    return this.byHeight.get(height)?.block
  }

  named(name: string): Block | undefined {
    return this.byName.get(name)
  }

  put(block: Block, bytes = writeBlock(block).length): void {
    const { height } = block.header
    this.remove(height)
    const name = nameOf32(block.hash)
    this.byHeight.set(height, { block, name, bytes })
    this.byName.set(name, block)
    this.bytes += bytes
    while (this.bytes > MOST_BYTES && this.byHeight.size > 1) this.remove(this.byHeight.keys().next().value!)
  }

  private remove(height: number): void {
    const standing = this.byHeight.get(height)
    if (!standing) return
    this.byHeight.delete(height)
    this.byName.delete(standing.name)
    this.bytes -= standing.bytes
  }

  /** Whether it is here now. */
  async fetch(height: number): Promise<boolean> {
    const known = this.byHeight.get(height)
    if (known) return true
    const wire = await this.from.block(height)
    const block = wire && readBlock(wire)
    if (!wire || !block || typeof block === 'string') return false
    this.put(block, wire.length)
    return true
  }
}
