// A disk in a browser: one IndexedDB database, binary keys, one transaction a batch. The same database holds what must
// live and die with it (rule 9): the keys that the platform guards.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { type Bytes, compareBytes } from '../../bytes/bytes.ts'
import { refusalWords } from '../words.ts'
import { behind, type Disk, type Durability, type Entry, type Stretch, type Write } from './disk.ts'

interface Schema extends DBSchema {
  disk: { key: ArrayBuffer; value: Uint8Array }
  keys: { key: string; value: CryptoKeyPair }
}

const VERSION = 1

export class BrowserDisk implements Disk {
  private readonly db: IDBPDatabase<Schema>

  private constructor(db: IDBPDatabase<Schema>) {
    this.db = db
  }

  /** `lost`: another tab wants to delete or upgrade the database, or the browser has closed it. */
  static async open(name: string, lost: () => void = () => {}): Promise<BrowserDisk> {
    const db: IDBPDatabase<Schema> = await openDB<Schema>(name, VERSION, {
      // From nothing: there has been no other version yet.
      upgrade(made) {
        made.createObjectStore('disk')
        made.createObjectStore('keys')
      },
      blocking() {
        db.close()
        lost()
      },
      terminated: lost,
    }).catch(error => {
      throw error.name === 'VersionError' ? new Error(refusalWords({ refused: 'update' })) : error
    })
    return new BrowserDisk(db)
  }

  async get(key: Bytes): Promise<Bytes | undefined> {
    return this.db.get('disk', bufferOf(key))
  }

  async range(prefix: Bytes, stretch: Stretch = {}): Promise<readonly Entry[]> {
    const range = rangeOf(prefix, stretch.after)
    if (range === 'nothing') return []
    // Both in one transaction: they belong together.
    const { store } = this.db.transaction('disk')
    const most = stretch.most
    const [keys, values] = await Promise.all([store.getAllKeys(range, most), store.getAll(range, most)])
    return keys.map((key, i) => ({ key: new Uint8Array(key), value: values[i]! }))
  }

  async write(batch: readonly Write[], durability: Durability): Promise<void> {
    const transaction = this.db.transaction('disk', 'readwrite', { durability })
    const { store } = transaction
    // What is not awaited here fails with the transaction, which is.
    for (const { key, value } of batch)
      if (value === null) store.delete(bufferOf(key)).catch(ignore)
      else store.put(owned(value), bufferOf(key)).catch(ignore)
    transaction.commit()
    await transaction.done
  }

  async close(): Promise<void> {
    this.db.close()
  }

  /** A pair of keys that the platform guards: stored whole, it cannot be read. */
  pair(name: string): Promise<CryptoKeyPair | undefined> {
    return this.db.get('keys', name)
  }

  /** It is there for good before anything is signed with it. */
  async putPair(name: string, pair: CryptoKeyPair): Promise<void> {
    const transaction = this.db.transaction('keys', 'readwrite', { durability: 'strict' })
    await Promise.all([transaction.store.put(pair, name), transaction.done])
  }
}

const ignore = () => {}

/** A view of a larger buffer would be stored with all of it. */
const owned = (value: Bytes): Uint8Array =>
  value.byteLength === value.buffer.byteLength ? value : value.slice()

const bufferOf = (key: Bytes): ArrayBuffer => key.slice().buffer as ArrayBuffer

/** The keys that begin with a prefix, after one of them. */
function rangeOf(prefix: Bytes, after: Bytes | undefined): IDBKeyRange | null | 'nothing' {
  const end = behind(prefix)
  const begin = after && compareBytes(after, prefix) >= 0 ? after : undefined
  if (begin && end && compareBytes(begin, end) >= 0) return 'nothing'
  const from = bufferOf(begin ?? prefix)
  const open = begin !== undefined
  return end ? IDBKeyRange.bound(from, bufferOf(end), open, true) : IDBKeyRange.lowerBound(from, open)
}
