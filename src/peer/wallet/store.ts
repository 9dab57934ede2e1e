// Where a browser keeps a person's keys: a database of its own, beside those of the communities. Each change is one record,
// so that none is half made; and keys that others took the place of stay, for nothing here may lose a key.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

/** What may be known while the keys are locked. */
export interface Facts {
  /** Under which the keys know their own copies, in hex. */
  readonly id: string
  readonly madeMs: number
  /** The member keys, by the genesis hashes of their communities, in hex. */
  readonly members: Readonly<Record<string, string>>
  /** When a file was saved that the present passphrase opens, and when some words of the phrase were given back. */
  readonly savedMs: number | null
  readonly phraseMs: number | null
  /** The communities that such a file names: the keys of all are in it, and the way to these. Left out by older versions. */
  readonly inFile?: readonly string[]
}

export interface Kept {
  /** The keys at rest, as a file has them. */
  readonly text: string
  readonly facts: Facts
  /** The browser's own lock: a key that it does not give away. */
  readonly door: CryptoKey | null
}

interface Schema extends DBSchema {
  keys: { key: string; value: Kept }
  current: { key: string; value: string }
}

export class KeyStore {
  private readonly db: IDBPDatabase<Schema>

  private constructor(db: IDBPDatabase<Schema>) {
    this.db = db
  }

  static async open(name: string): Promise<KeyStore> {
    const db = await openDB<Schema>(`wattle/${name}/keys`, 1, {
      upgrade(made) {
        made.createObjectStore('keys')
        made.createObjectStore('current')
      },
    })
    return new KeyStore(db)
  }

  async read(): Promise<Kept | undefined> {
    const id = await this.db.get('current', 'id')
    return id === undefined ? undefined : this.db.get('keys', id)
  }

  async write(kept: Kept): Promise<void> {
    const change = this.db.transaction(['keys', 'current'], 'readwrite', { durability: 'strict' })
    void change.objectStore('keys').put(kept, kept.facts.id)
    void change.objectStore('current').put(kept.facts.id, 'id')
    await change.done
  }

  close(): void {
    this.db.close()
  }
}
