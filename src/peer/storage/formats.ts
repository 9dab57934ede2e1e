// Formats of the store: what a peer finds on its disk may be older than its software, or newer.
import type { Bytes } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import type { Disk, Write } from './disk.ts'
import { FORMAT_KEY, formatCodec, STORE_FORMAT } from './records.ts'

/** The writes that make a disk of one format one of the next. */
export type Step = (disk: Disk) => Promise<readonly Write[]>

/** By the older format, of every one that can still be read. Who changes what stands on the disk adds a step. */
const STEPS: ReadonlyMap<number, Step> = new Map()

export interface OtherFormat {
  /** `update`: newer than this software. `outdated`: older than any that it can still read. */
  readonly refused: 'update' | 'outdated'
  readonly format: number
}

/** Brings a disk to the format of this software; or says why not, with nothing changed. */
export async function bringUp(
  disk: Disk,
  format: number,
  steps = STEPS,
  own = STORE_FORMAT,
  key: Bytes = FORMAT_KEY,
): Promise<OtherFormat | undefined> {
  if (format > own) return { refused: 'update', format }
  const way: [number, Step][] = []
  for (let from = format; from < own; from++) {
    const step = steps.get(from)
    if (!step) return { refused: 'outdated', format }
    way.push([from + 1, step])
  }
  // Each in one write with its format: a failure leaves the disk before or after it.
  for (const [to, step] of way)
    await disk.write([...(await step(disk)), { key, value: encode(formatCodec, { format: to }) }], 'strict')
  return undefined
}
