// Reading and writing tables. `Reading` looks at one version of the state; `Writing` is a draft of the next one
// with a journal, so that a refused command leaves nothing behind.
import type { Bytes } from '../bytes/bytes.ts'
import { decode, encode } from '../bytes/codec.ts'
import type { Table } from './table.ts'
import type { Draft, Leaf, Tree } from './tree/tree.ts'

export interface Reading {
  get<K extends readonly unknown[], V>(table: Table<K, V>, key: K): V | undefined
  /** The first record, in key order, of those whose keys begin with these parts. */
  first<K extends readonly unknown[], V>(
    table: Table<K, V>,
    begin: readonly unknown[],
  ): Entry<K, V> | undefined
  /** The records whose keys begin with these parts, in key order. Seeks anew after each, so the caller may write. */
  each<K extends readonly unknown[], V>(table: Table<K, V>, begin?: readonly unknown[]): Iterable<Entry<K, V>>
  /** The first record after this key, among those whose keys begin with these parts. */
  after<K extends readonly unknown[], V>(
    table: Table<K, V>,
    key: K,
    begin?: readonly unknown[],
  ): Entry<K, V> | undefined
}

export interface Entry<K, V> {
  readonly key: K
  readonly value: V
}

export interface Writing extends Reading {
  put<K extends readonly unknown[], V>(table: Table<K, V>, key: K, value: V): void
  delete<K extends readonly unknown[]>(table: Table<K, any>, key: K): void
}

interface Source extends Pick<Tree, 'leaf' | 'first'> {
  /** Only what begins with the prefix matters to who asks; a tree need not care. */
  next(key: Bytes, prefix: Bytes): Leaf | undefined
}

/** What a leaf remembers its value to be, for whoever checks that it remembers rightly. */
export const remembered = (leaf: Leaf): unknown => leaf.decoded

/** A leaf remembers its value decoded, and by which codec: other rules may read the same bytes differently. */
function recordOf<V>(table: Table<any, V>, leaf: Leaf): V {
  if (leaf.by === table.value) return leaf.decoded as V
  const value = decode(table.value, leaf.value)
  leaf.decoded = value
  leaf.by = table.value
  return value
}

function wholeKey<K extends readonly unknown[]>(table: Table<K, any>, key: K): Bytes {
  if (key.length !== table.keyForm.length)
    throw new TypeError(`a key of ${table.name} has ${table.keyForm.length} parts`)
  return table.lookup(key)
}

function within(prefix: Bytes, leaf: Leaf | undefined): Leaf | undefined {
  if (!leaf) return undefined
  for (let i = 0; i < prefix.length; i++) if (leaf.key[i] !== prefix[i]) return undefined
  return leaf
}

abstract class Base implements Reading {
  protected abstract readonly source: Source

  get<K extends readonly unknown[], V>(table: Table<K, V>, key: K): V | undefined {
    const leaf = this.source.leaf(wholeKey(table, key))
    return leaf && recordOf(table, leaf)
  }

  first<K extends readonly unknown[], V>(
    table: Table<K, V>,
    begin: readonly unknown[],
  ): Entry<K, V> | undefined {
    return this.entry(table, this.source.first(table.lookup(begin)))
  }

  after<K extends readonly unknown[], V>(
    table: Table<K, V>,
    key: K,
    begin: readonly unknown[] = [],
  ): Entry<K, V> | undefined {
    // Two buffers, for a beginning is shorter than a key.
    const prefix = table.lookup(begin)
    return this.entry(table, within(prefix, this.source.next(wholeKey(table, key), prefix)))
  }

  *each<K extends readonly unknown[], V>(
    table: Table<K, V>,
    begin: readonly unknown[] = [],
  ): Iterable<Entry<K, V>> {
    const prefix = table.key(begin)
    for (
      let leaf = this.source.first(prefix);
      leaf;
      leaf = within(prefix, this.source.next(leaf.key, prefix))
    )
      yield this.entry(table, leaf)!
  }

  protected entry<K extends readonly unknown[], V>(
    table: Table<K, V>,
    leaf: Leaf | undefined,
  ): Entry<K, V> | undefined {
    return leaf && { key: table.parts(leaf.key), value: recordOf(table, leaf) }
  }
}

/** One version of the state, read-only. */
export class View extends Base {
  protected readonly source: Tree
  constructor(tree: Tree) {
    super()
    this.source = tree
  }

  /** Nothing is written meanwhile, so nothing is sought anew. */
  override *each<K extends readonly unknown[], V>(
    table: Table<K, V>,
    begin: readonly unknown[] = [],
  ): Iterable<Entry<K, V>> {
    for (const leaf of this.source.prefix(table.key(begin))) yield this.entry(table, leaf)!
  }
}

/** A draft of the next version. */
export class Store extends Base implements Writing {
  protected readonly source: Draft
  private readonly journal: { key: Bytes; before: Leaf | undefined }[] = []

  constructor(draft: Draft) {
    super()
    this.source = draft
  }

  put<K extends readonly unknown[], V>(table: Table<K, V>, key: K, value: V): void {
    const at = wholeKey(table, key)
    const encoded = encode(table.value, value)
    const before = this.source.put(at, encoded, value, table.value)
    this.journal.push({ key: before?.key ?? at.slice(), before })
  }

  delete<K extends readonly unknown[]>(table: Table<K, any>, key: K): void {
    const before = this.source.delete(wholeKey(table, key))
    if (before) this.journal.push({ key: before.key, before })
  }

  /** Where the journal stands, to come back to. */
  mark(): number {
    return this.journal.length
  }

  /** Undoes every write since the mark. */
  rollback(mark: number): void {
    while (this.journal.length > mark) {
      const { key, before } = this.journal.pop()!
      this.source.restore(key, before)
    }
  }

  commit(): Tree {
    return this.source.commit()
  }
}
