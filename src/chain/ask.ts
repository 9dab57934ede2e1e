// Asking a version of the state, in bytes.
import type { Bytes } from '../bytes/bytes.ts'
import { encode, tryDecode } from '../bytes/codec.ts'
import type { Genesis } from './genesis.ts'
import { kernelQueries } from './kernel/queries.ts'
import type { Registry } from './registry.ts'
import type { Reading } from './store.ts'

export type QueryCode = 'query/unknown' | 'query/form'

/** Answers a question in its canonical form, or says why it is none. */
export function ask(
  registry: Registry,
  state: Reading,
  genesis: Genesis,
  question: { readonly module: string; readonly query: string; readonly params: Bytes },
): Bytes | QueryCode {
  const queries = question.module === 'kernel' ? kernelQueries : registry.module(question.module)?.queries
  if (!queries || !Object.hasOwn(queries, question.query)) return 'query/unknown'
  const found = queries[question.query]!
  const read = tryDecode(found.params, question.params)
  if ('error' in read) return 'query/form'
  return encode(found.answer, found.ask(state, read.value, genesis))
}
