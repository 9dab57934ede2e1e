// What a peer needs of a disk: ordered byte keys, read one by one or by prefix, written in atomic batches.
import type { Bytes } from '../../bytes/bytes.ts'

/**
 * A strict write is on the disk when it resolves, and so is every write before it. Relaxed writes may be lost at a
 * power failure, the newest first: what survives is always all of them up to some point.
 */
export type Durability = 'relaxed' | 'strict'

/** A key's new value, or null where the key goes. */
export interface Write {
  readonly key: Bytes
  readonly value: Bytes | null
}

export interface Entry {
  readonly key: Bytes
  readonly value: Bytes
}

export interface Stretch {
  /** Only keys after this one. */
  readonly after?: Bytes
  /** No more entries than this. */
  readonly most?: number
}

export interface Disk {
  get(key: Bytes): Promise<Bytes | undefined>
  /** The entries whose keys begin with the prefix, ascending. */
  range(prefix: Bytes, stretch?: Stretch): Promise<readonly Entry[]>
  /** Makes all writes of a batch or none, in the order of the calls; of two to one key the later holds. */
  write(batch: readonly Write[], durability: Durability): Promise<void>
  /** After this every call rejects. */
  close(): Promise<void>
}

/** The first key behind all that begin with a prefix; undefined where there is none. */
export function behind(prefix: Bytes): Bytes | undefined {
  for (let i = prefix.length - 1; i >= 0; i--) {
    if (prefix[i] === 0xff) continue
    const end = prefix.slice(0, i + 1)
    end[i]! += 1
    return end
  }
  return undefined
}
