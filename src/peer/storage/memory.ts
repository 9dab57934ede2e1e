// A disk in memory, with what a real one does at a power failure.
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import type { Disk, Durability, Entry, Stretch, Write } from './disk.ts'

/** The power failed: what was written last may be gone, and whoever wrote it will never know. */
export class PowerLost extends Error {
  constructor() {
    super('the power failed')
  }
}

type Batch = readonly Write[]

export class MemoryDisk implements Disk {
  /** What a power failure cannot take, and what is read. */
  private readonly durable: Sorted
  private readonly current: Sorted
  /** Relaxed batches since the last strict one, oldest first. */
  private loose: Batch[] = []
  private state: 'open' | 'closed' | 'dead' = 'open'
  private writesLeft = Number.POSITIVE_INFINITY

  constructor(durable = new Sorted()) {
    this.durable = durable
    this.current = durable.copy()
  }

  async get(key: Bytes): Promise<Bytes | undefined> {
    this.alive()
    return this.current.get(key)?.slice()
  }

  async range(prefix: Bytes, stretch: Stretch = {}): Promise<readonly Entry[]> {
    this.alive()
    return this.current
      .range(prefix, stretch)
      .map(({ key, value }) => ({ key: key.slice(), value: value.slice() }))
  }

  async write(batch: Batch, durability: Durability): Promise<void> {
    this.alive()
    const own = batch.map(({ key, value }) => ({ key: key.slice(), value: value?.slice() ?? null }))
    this.current.apply(own)
    this.loose.push(own)
    if (durability === 'strict') {
      for (const each of this.loose) this.durable.apply(each)
      this.loose = []
    }
    this.writesLeft -= 1
    if (this.writesLeft <= 0) {
      this.state = 'dead'
      throw new PowerLost()
    }
  }

  async close(): Promise<void> {
    if (this.state === 'open') this.state = 'closed'
  }

  /** How many batches a power failure now could take. */
  get atRisk(): number {
    return this.loose.length
  }

  /** The power fails right after this many writes: the last is made, but its caller never hears of it. */
  failAfter(writes: number): void {
    this.writesLeft = writes
  }

  /** The disk that a power failure leaves when the first `survivors` batches at risk reached it. */
  crash(survivors: number): MemoryDisk {
    const left = this.durable.copy()
    for (const batch of this.loose.slice(0, survivors)) left.apply(batch)
    return new MemoryDisk(left)
  }

  /** A copy of all that is written, as from a backup: also what a closed program leaves to the next. */
  copy(): MemoryDisk {
    return new MemoryDisk(this.current.copy())
  }

  private alive(): void {
    if (this.state === 'closed') throw new Error('the disk is closed')
    if (this.state === 'dead') throw new PowerLost()
  }
}

class Sorted {
  private readonly entries: Entry[]

  constructor(entries: Entry[] = []) {
    this.entries = entries
  }

  copy(): Sorted {
    return new Sorted(this.entries.slice())
  }

  get(key: Bytes): Bytes | undefined {
    const entry = this.entries[this.seek(key)]
    return entry && compareBytes(entry.key, key) === 0 ? entry.value : undefined
  }

  range(prefix: Bytes, { after, most = Number.POSITIVE_INFINITY }: Stretch): Entry[] {
    const found: Entry[] = []
    const begin = after && compareBytes(after, prefix) >= 0 ? this.seek(after) : this.seek(prefix)
    for (let at = begin; at < this.entries.length && found.length < most; at++) {
      const entry = this.entries[at]!
      if (compareBytes(entry.key.subarray(0, prefix.length), prefix) !== 0) break
      if (!after || compareBytes(entry.key, after) > 0) found.push(entry)
    }
    return found
  }

  apply(batch: Batch): void {
    for (const { key, value } of batch) {
      const at = this.seek(key)
      const here = this.entries[at]
      const known = here !== undefined && compareBytes(here.key, key) === 0
      if (value === null) {
        if (known) this.entries.splice(at, 1)
      } else this.entries.splice(at, known ? 1 : 0, { key, value })
    }
  }

  /** Where the first key that is not before this one stands. */
  private seek(key: Bytes): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareBytes(this.entries[middle]!.key, key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
