// A state that notes which tables are read of it: what reads the same of the same finds the same.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Entry, Reading } from '../../chain/store.ts'
import type { Table } from '../../chain/table.ts'

/** The table that a key is of: its first two bytes. */
export const placeOf = (key: Bytes): number => key[0]! * 256 + key[1]!

type Parts = readonly unknown[]

export class Noting implements Reading {
  /** The tables that were read, whether anything stood there or not. */
  readonly places = new Set<number>()
  private readonly state: Reading

  constructor(state: Reading) {
    this.state = state
  }

  private note({ module, id }: Table<any, any>): void {
    this.places.add(module * 256 + id)
  }

  get<K extends Parts, V>(table: Table<K, V>, key: K): V | undefined {
    this.note(table)
    return this.state.get(table, key)
  }

  first<K extends Parts, V>(table: Table<K, V>, begin: Parts): Entry<K, V> | undefined {
    this.note(table)
    return this.state.first(table, begin)
  }

  each<K extends Parts, V>(table: Table<K, V>, begin?: Parts): Iterable<Entry<K, V>> {
    this.note(table)
    return this.state.each(table, begin)
  }

  after<K extends Parts, V>(table: Table<K, V>, key: K, begin?: Parts): Entry<K, V> | undefined {
    this.note(table)
    return this.state.after(table, key, begin)
  }
}
