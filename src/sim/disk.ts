// A disk as consensus sees it: writes one after the other, of which a power failure takes the newest relaxed ones and
// never a strict one nor what came before it. The bytes themselves are tried in peer/storage.
import { nameOf32 } from '../bytes/name.ts'
import type { Certificate } from '../chain/consensus/votes.ts'
import type { Executed } from '../chain/execute.ts'
import type { Contradiction, Keep, Kept, OwnRecord, Step } from '../chain/node/keep.ts'

interface Contents {
  root: Executed
  /** Blocks above the root, each after its parent. */
  readonly blocks: Map<string, Step>
  readonly certificates: Map<string, Certificate>
  /** Final blocks, to serve them to others. */
  readonly archive: Map<string, Step>
  /** By key and era. */
  readonly records: Map<string, OwnRecord>
  halt: Contradiction | undefined
}

const recordName = ({ key, chain }: OwnRecord): string => nameOf32(key) + nameOf32(chain)

/** Some minutes of blocks. */
const MOST_AT_RISK = 1024

export class Disk {
  private safe: Contents
  /** What a power failure may take, the newest first. */
  private readonly atRisk: Keep[] = []

  constructor(root: Executed) {
    this.safe = {
      root,
      blocks: new Map(),
      certificates: new Map(),
      archive: new Map(),
      records: new Map(),
      halt: undefined,
    }
  }

  /** How many writes a power failure could take. */
  get relaxed(): number {
    return this.atRisk.length
  }

  write(keep: Keep, durability: 'strict' | 'relaxed'): void {
    this.atRisk.push(keep)
    if (durability === 'strict') this.settle()
    // A device writes out by itself what is old; who is no delegate never says so.
    else if (this.atRisk.length > MOST_AT_RISK)
      for (const old of this.atRisk.splice(0, MOST_AT_RISK >> 1)) apply(this.safe, old)
  }

  /** Everything written so far is safe. */
  private settle(): void {
    for (const keep of this.atRisk) apply(this.safe, keep)
    this.atRisk.length = 0
  }

  /** The power fails, and the newest relaxed writes are gone. */
  lose(writes: number): void {
    this.atRisk.length = Math.max(0, this.atRisk.length - writes)
  }

  /** A final state from elsewhere takes the place of all blocks. */
  adopt(root: Executed): void {
    this.settle()
    this.safe.root = root
    this.safe.blocks.clear()
    this.safe.certificates.clear()
  }

  copy(): Disk {
    this.settle()
    const copy = new Disk(this.safe.root)
    copy.safe = {
      root: this.safe.root,
      blocks: new Map(this.safe.blocks),
      certificates: new Map(this.safe.certificates),
      archive: new Map(this.safe.archive),
      records: new Map(this.safe.records),
      halt: this.safe.halt,
    }
    return copy
  }

  /** A final block, where it is kept. */
  archived(name: string): Step | undefined {
    return this.safe.archive.get(name)
  }

  /** What the next start finds. */
  read(): Kept & { readonly path: readonly Step[] } {
    this.settle()
    const { root, blocks, certificates, records, halt } = this.safe
    return {
      root,
      path: [...blocks.values()],
      certificates: [...certificates.values()],
      records: [...records.values()],
      ...(halt && { halt }),
    }
  }
}

function apply(contents: Contents, keep: Keep): void {
  if (keep.kind === 'record') contents.records.set(recordName(keep.record), keep.record)
  else if (keep.kind === 'certificate')
    contents.certificates.set(nameOf32(keep.certificate.block), keep.certificate)
  else if (keep.kind === 'head')
    for (const step of keep.path) contents.blocks.set(nameOf32(step.block.hash), step)
  else if (keep.kind === 'halt') contents.halt = keep.halt
  else finalise(contents, nameOf32(keep.hash))
}

/** Lets go of what does not descend from the final block. */
function finalise(contents: Contents, name: string): void {
  const final = contents.blocks.get(name)
  if (!final) return
  for (let at: Step | undefined = final; at; at = contents.blocks.get(nameOf32(at.block.header.parent)))
    contents.archive.set(nameOf32(at.block.hash), at)
  contents.root = final.executed
  const above = new Set([name])
  for (const [each, { block }] of contents.blocks)
    if (above.has(nameOf32(block.header.parent))) above.add(each)
    else contents.blocks.delete(each)
  for (const each of contents.certificates.keys()) if (!above.has(each)) contents.certificates.delete(each)
}
