// What a peer notes for itself beside its ledger: small values under a name, on the same disk.
import type { Bytes } from '../../bytes/bytes.ts'
import { type Codec, encode } from '../../bytes/codec.ts'
import type { Disk, Durability } from './disk.ts'
import { noteKey, recorded } from './records.ts'

export class Notes {
  private readonly disk: Disk

  constructor(disk: Disk) {
    this.disk = disk
  }

  /** Undefined where there is none, or it cannot be read. */
  async get<T>(name: string, codec: Codec<T>): Promise<T | undefined> {
    return recorded(codec, await this.disk.get(noteKey(name)))
  }

  async has(name: string): Promise<boolean> {
    return (await this.disk.get(noteKey(name))) !== undefined
  }

  put<T>(name: string, codec: Codec<T>, value: T, durability: Durability = 'relaxed'): Promise<void> {
    return this.disk.write([{ key: noteKey(name), value: encode(codec, value) }], durability)
  }

  /** As one write: of many small ones the number is what costs. */
  change<T>(
    codec: Codec<T>,
    changes: readonly { readonly name: string; readonly value: T | null }[],
  ): Promise<void> {
    const writes = changes.map(({ name, value }) => ({
      key: noteKey(name),
      value: value === null ? null : encode(codec, value),
    }))
    return this.disk.write(writes, 'relaxed')
  }

  /** All whose names begin so, by the rest of their names. */
  async all<T>(
    begin: string,
    codec: Codec<T>,
  ): Promise<readonly { readonly name: string; readonly value: T }[]> {
    const prefix = noteKey(begin)
    const found: { name: string; value: T }[] = []
    for (const { key, value } of await this.disk.range(prefix)) {
      const read = recorded(codec, value as Bytes)
      if (read !== undefined) found.push({ name: TEXT.decode(key.subarray(prefix.length)), value: read })
    }
    return found
  }
}

const TEXT = new TextDecoder()
