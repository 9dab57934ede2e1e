// A disk under Node: one LevelDB in a directory that its owner alone may read.
import { chmod, mkdir } from 'node:fs/promises'
import { ClassicLevel } from 'classic-level'
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { behind, type Disk, type Durability, type Entry, type Stretch, type Write } from './disk.ts'

/** Several may not open one directory at a time: LevelDB's own lock sees to that. */
export class LevelDisk implements Disk {
  private readonly db: ClassicLevel<Bytes, Bytes>
  /** Calls are carried out one after the other: the database's threads would not keep their order. */
  private last: Promise<unknown> = Promise.resolve()

  private constructor(db: ClassicLevel<Bytes, Bytes>) {
    this.db = db
  }

  static async open(directory: string): Promise<LevelDisk> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    // It may have been there before, with other rights.
    await chmod(directory, 0o700)
    const db = new ClassicLevel<Bytes, Bytes>(directory, { keyEncoding: 'view', valueEncoding: 'view' })
    try {
      await db.open()
    } catch (error) {
      throw opening(directory, error)
    }
    return new LevelDisk(db)
  }

  async get(key: Bytes): Promise<Bytes | undefined> {
    const value = await this.db.get(key)
    return value && owned(value)
  }

  async range(prefix: Bytes, { after, most }: Stretch = {}): Promise<readonly Entry[]> {
    const end = behind(prefix)
    const begin = after && compareBytes(after, prefix) >= 0 ? { gt: after } : { gte: prefix }
    const found = await this.db.iterator({ ...begin, ...(end && { lt: end }), limit: most ?? -1 }).all()
    return found.map(([key, value]) => ({ key: owned(key), value: owned(value) }))
  }

  write(batch: readonly Write[], durability: Durability): Promise<void> {
    const operations = batch.map(({ key, value }) =>
      value === null
        ? ({ type: 'del', key: key.slice() } as const)
        : ({ type: 'put', key: key.slice(), value: value.slice() } as const),
    )
    const written = this.last.then(() => this.db.batch(operations, { sync: durability === 'strict' }))
    this.last = written.catch(() => {})
    return written
  }

  async close(): Promise<void> {
    await this.last
    await this.db.close()
  }
}

/** Node's buffers may be parts of a larger one. */
const owned = (bytes: Bytes): Bytes => new Uint8Array(bytes)

function opening(directory: string, error: unknown): Error {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause && typeof cause === 'object' && 'code' in cause ? cause.code : undefined
  return code === 'LEVEL_LOCKED'
    ? new Error(`Another program has ${directory} open: one peer a directory.`, { cause: error })
    : new Error(`${directory} cannot be opened as a peer’s data: ${cause ?? error}`, { cause: error })
}
