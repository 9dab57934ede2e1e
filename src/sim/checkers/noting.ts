// A state that notes which tables are read of it: what reads the same of the same finds the same.
import type { Bytes } from '../../bytes/bytes.ts'
import type { Entry, Reading } from '../../chain/store.ts'
import type { Table } from '../../chain/table.ts'

/** The table that a key is of: its first two bytes. */
export const placeOf = (key: Bytes): number => key[0]! * 256 + key[1]!

export const placeIn = ({ module, id }: Table<any, any>): number => module * 256 + id

type Parts = readonly unknown[]

/** Whole tables of a state as they were read: many invariants go through the same, one after the other. */
export type Lists = Map<Table<any, any>, readonly Entry<any, any>[]>

export class Noting implements Reading {
  /** The tables that were read, whether anything stood there or not. */
  readonly places = new Set<number>()
  private readonly state: Reading
  private readonly lists: Lists

  constructor(state: Reading, lists: Lists) {
    this.state = state
    this.lists = lists
  }

  private note(table: Table<any, any>): void {
    this.places.add(placeIn(table))
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
    return begin && begin.length > 0 ? this.state.each(table, begin) : this.whole(table)
  }

  private whole<K extends Parts, V>(table: Table<K, V>): readonly Entry<K, V>[] {
    let list: readonly Entry<K, V>[] | undefined = this.lists.get(table)
    if (!list) {
      list = [...this.state.each(table)]
      this.lists.set(table, list)
    }
    return list
  }

  after<K extends Parts, V>(table: Table<K, V>, key: K, begin?: Parts): Entry<K, V> | undefined {
    this.note(table)
    return this.state.after(table, key, begin)
  }
}
