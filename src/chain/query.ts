// Queries: questions about one version of the state. They are asked and answered in bytes, so that they cross from
// a screen to the ledger's Worker as they are; and they read, so nothing hangs on who asks.
import { type Codec, integer, list, optional, struct } from '../bytes/codec.ts'
import type { Genesis } from './genesis.ts'
import type { Reading } from './store.ts'
import type { Table } from './table.ts'

export interface Query<P, A> {
  readonly params: Codec<P>
  readonly answer: Codec<A>
  ask(state: Reading, params: P, genesis: Genesis): A
}

/** Lets a module write its queries with their types, and the host hold them all alike. */
export const query = <P, A>(spec: Query<P, A>): Query<any, any> => spec

/** A module's queries by their names; the kernel's are under `kernel`. */
export type Queries = { readonly [name: string]: Query<any, any> }

/** The longest page: a screen shows less, and an answer stays small. */
const MAX_PAGE = 100

/** A query that goes through a table by the first part of its keys, a page at a time. */
export function pages<T, V>(
  of: Table<readonly [T], V>,
  part: Codec<T>,
): Query<
  { readonly after: T | null; readonly most: number },
  readonly { readonly key: T; readonly record: V }[]
> {
  return {
    params: struct({ after: optional(part), most: integer(1, MAX_PAGE) }) as Codec<any>,
    answer: list(struct({ key: part, record: of.value }), MAX_PAGE) as Codec<any>,
    ask(state, { after, most }) {
      const page: { key: T; record: V }[] = []
      let next = after === null ? state.first(of, []) : state.after(of, [after])
      for (; next && page.length < most; next = state.after(of, next.key))
        page.push({ key: next.key[0], record: next.value })
      return page
    },
  }
}
