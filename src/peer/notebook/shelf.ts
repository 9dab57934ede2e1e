// The notebook on a peer's disk: entries by their log and place, and the proofs of forks.
import { type Bytes, concatBytes } from '../../bytes/bytes.ts'
import { encode, struct } from '../../bytes/codec.ts'
import {
  type Keep,
  Log,
  type LogName,
  logOf,
  type Proof,
  readEntry,
  sealedCodec,
  writeEntry,
} from '../../mesh/notebook/index.ts'
import type { Disk, Durability, Write } from '../storage/disk.ts'
import { bringUp, type OtherFormat, type Step } from '../storage/formats.ts'
import {
  formatCodec,
  NOTEBOOK_ENTRIES,
  NOTEBOOK_FORKS,
  NOTEBOOK_FORMAT_KEY,
  recorded,
} from '../storage/records.ts'

export const NOTEBOOK_FORMAT = 1
/** By the older format. Who changes what stands on the disk adds a step. */
const STEPS: ReadonlyMap<number, Step> = new Map()

const proofCodec = struct({ one: sealedCodec, other: sealedCodec })

const nameBytes = (log: LogName): Bytes => Uint8Array.from(log, letter => letter.charCodeAt(0))
const forkKey = (log: LogName) => concatBytes(NOTEBOOK_FORKS, nameBytes(log))
const entriesKey = (log: LogName) => concatBytes(NOTEBOOK_ENTRIES, nameBytes(log))
function entryKey(log: LogName, place: number): Bytes {
  const key = concatBytes(entriesKey(log), new Uint8Array(4))
  new DataView(key.buffer).setUint32(key.length - 4, place)
  return key
}
const placeIn = (key: Bytes): number => new DataView(key.buffer, key.byteOffset).getUint32(key.length - 4)
const logIn = (key: Bytes): LogName =>
  String.fromCharCode(...key.subarray(NOTEBOOK_ENTRIES.length, key.length - 4))

/** Whether anything of a notebook is on a disk. */
export const hasNotebook = async (disk: Disk): Promise<boolean> =>
  (await disk.get(NOTEBOOK_FORMAT_KEY)) !== undefined

/** A write did not reach the disk, now or before: nothing more is written. */
export class NotKept extends Error {
  constructor() {
    super('the notebook is not kept any more')
  }
}

export class Shelf {
  private readonly disk: Disk
  /** Writes follow each other. */
  private last: Promise<void> = Promise.resolve()
  /** The highest place of each log that something was found at, whether it could be read or not. */
  private readonly found = new Map<LogName, number>()
  private broken = false

  private constructor(disk: Disk) {
    this.disk = disk
  }

  /**
   * The write that failed is the last, so that what is on the disk is always all of it up to some point, and never a log with a
   * gap. What is in memory goes on being shown and told; a reload with room goes on.
   */
  get isBroken(): boolean {
    return this.broken
  }

  /** Whether more of a log was written here once than could be read again. */
  hasLost({ name, tip }: Log): boolean {
    return (this.found.get(name) ?? -1) > (tip?.header.place ?? -1)
  }

  /** As this software has it; or why not, with nothing changed. */
  static async open(disk: Disk, steps = STEPS, own = NOTEBOOK_FORMAT): Promise<Shelf | OtherFormat> {
    const found = recorded(formatCodec, await disk.get(NOTEBOOK_FORMAT_KEY))
    if (found) {
      const other = await bringUp(disk, found.format, steps, own, NOTEBOOK_FORMAT_KEY)
      if (other) return other
    } else
      await disk.write([{ key: NOTEBOOK_FORMAT_KEY, value: encode(formatCodec, { format: own }) }], 'relaxed')
    return new Shelf(disk)
  }

  /** All logs as they were kept: from the last whole entry on, without a gap. */
  async logs(): Promise<Log[]> {
    const logs = new Map<LogName, Log>()
    const logFor = (device: Bytes, strand: number, name: LogName) => {
      const log = logs.get(name) ?? new Log(device, strand)
      logs.set(name, log)
      return log
    }
    for (const { key, value } of await this.disk.range(NOTEBOOK_ENTRIES)) {
      this.found.set(logIn(key), placeIn(key))
      const entry = readEntry(value)
      // What this software wrote it reads; what the disk has spoilt comes again from neighbours.
      if (typeof entry === 'string') continue
      const { device, strand, place, whole } = entry.header
      const log = logFor(device, strand, logOf(entry.header))
      const follows = log.tip ? log.tip.header.place + 1 === place : place === 0
      if (whole || follows) log.add([entry], true)
    }
    for (const { value } of await this.disk.range(NOTEBOOK_FORKS)) {
      const proof = recorded(proofCodec, value)
      if (!proof) continue
      const { header } = proof.one
      logFor(header.device, header.strand, logOf(header)).freeze([proof.one, proof.other])
    }
    return [...logs.values()]
  }

  async keep(keeps: readonly Keep[], durability: Durability = 'relaxed'): Promise<void> {
    const next = this.last.then(async () => {
      if (this.broken) throw new NotKept()
      const writes: Write[] = []
      for (const keep of keeps) writes.push(...(await this.writes(keep)))
      if (writes.length > 0) await this.disk.write(writes, durability)
    })
    this.last = next.catch(() => {
      this.broken = true
    })
    return next
  }

  private async writes(keep: Keep): Promise<readonly Write[]> {
    if (keep.kind === 'entries')
      return keep.entries.map(entry => ({
        key: entryKey(keep.log, entry.header.place),
        value: writeEntry(entry),
      }))
    if (keep.kind === 'fork') return [{ key: forkKey(keep.log), value: proofBytes(keep.proof) }]
    const isGone = keep.kind === 'before' ? (at: number) => at < keep.place : (at: number) => at >= keep.place
    const all = await this.disk.range(entriesKey(keep.log))
    return all.filter(({ key }) => isGone(placeIn(key))).map(({ key }) => ({ key, value: null }))
  }

  /** Once everything before is written. */
  flush(): Promise<void> {
    return this.last
  }
}

const proofBytes = ([one, other]: Proof): Bytes => encode(proofCodec, { one, other })
