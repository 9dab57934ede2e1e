// Questions to the modules about the state: answered from a tree that was executed here, or from proofs.
import { decode, encode, FormError } from '../../bytes/codec.ts'
import type { Community } from '../../chain/community.ts'
import { kernelQueries } from '../../chain/kernel/queries.ts'
import { rulesAt } from '../../chain/kernel/rules.ts'
import type { Final } from '../../chain/light/finals.ts'
import { Missing } from '../../chain/light/partial.ts'
import type { Query } from '../../chain/query.ts'
import type { Registry } from '../../chain/registry.ts'
import type { Reading } from '../../chain/store.ts'
import type { Question } from '../api.ts'
import type { Following } from './following.ts'

export type Asked = { readonly value: unknown } | { readonly code: 'query/unknown' | 'query/form' }

/** Reads one version of the state. A reading of proofs may throw `Missing`. */
export function askState(
  registry: Registry,
  state: Reading,
  community: Community,
  { module, query, params }: Question,
): Asked {
  const queries = module === 'kernel' ? kernelQueries : registry.module(module)?.queries
  const found: Query<unknown, unknown> | undefined =
    queries && Object.hasOwn(queries, query) ? queries[query] : undefined
  if (!found) return { code: 'query/unknown' }
  let canonical: unknown
  try {
    canonical = decode(found.params, encode(found.params, params))
  } catch (error) {
    if (error instanceof FormError || error instanceof TypeError || error instanceof RangeError)
      return { code: 'query/form' }
    throw error
  }
  const answer = found.ask(state, canonical, community.genesis)
  // In its own form, so that nothing of the state itself is handed out.
  return { value: decode(found.answer, encode(found.answer, answer)) }
}

/** The rules in force for whoever reads this state. */
export const registryAt = (community: Community, state: Reading, height: number): Registry | undefined =>
  community.rules.get(rulesAt(state, height + 1))

const MOST_RANGES = 48
/** The newest final block moves on while ranges are fetched; all must be of one. */
const MOST_STARTS = 6

/** Reads from proofs, all of one final block; undefined where nobody proves them. */
export async function readProven<T>(
  following: Following,
  read: (state: Reading) => T,
): Promise<{ readonly value: T; readonly at: Final } | undefined> {
  let starts = 0
  const { proven } = following
  let { partial, at } = proven.of(following.peer.final)
  for (let ranges = 0; ranges < MOST_RANGES; ranges++) {
    let missing: Missing
    try {
      const value = read(partial.view)
      const { final } = following.peer
      if (at || final.headline) return { value, at: at ?? final }
      return undefined
    } catch (error) {
      if (!(error instanceof Missing)) throw error
      missing = error
    }
    const proved = await following.prove(missing.from, missing.to)
    if (!proved) return undefined
    if (at?.name !== proved.at.name) {
      if (at && ++starts > MOST_STARTS) return undefined
      ;({ partial, at } = proven.renew(proved.at))
    }
    partial.add(missing.from, missing.to, proved.entries)
  }
  return undefined
}
