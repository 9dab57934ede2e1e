// Every invariant of every module, after every block on every branch. Equal roots are equal states, so once a block is
// enough; and where a block has left alone all tables that an invariant reads, it holds as it did before.
import type { Executed } from '../../chain/execute.ts'
import type { Invariant } from '../../chain/module.ts'
import { View } from '../../chain/store.ts'
import { diff } from '../../chain/tree/diff.ts'
import type { MakeChecker } from './checker.ts'
import { Noting, placeOf } from './noting.ts'

/** A state of more records than this is looked at the more rarely, for a look is at all of it. */
const EVERY_BLOCK_RECORDS = 2048

/** What each invariant that holds in a state has read of it. */
type Read = ReadonlyMap<Invariant, ReadonlySet<number>>

function any(places: Iterable<number>, holds: (place: number) => boolean): boolean {
  for (const place of places) if (holds(place)) return true
  return false
}

export const invariants: MakeChecker = ({ community, thorough }) => {
  const read = new WeakMap<Executed, Read>()
  return {
    executed({ step: { parent, executed }, first }, raise) {
      const { rules, height } = executed.header
      if (!first || height % (1 + Math.floor(executed.tree.count / EVERY_BLOCK_RECORDS)) !== 0) return
      const state = new View(executed.tree)
      const before = thorough ? undefined : read.get(parent)
      const changed = before && new Set(diff(parent.tree, executed.tree).map(({ key }) => placeOf(key)))
      const now = new Map<Invariant, ReadonlySet<number>>()
      for (const module of community.rules.get(rules)?.modules ?? [])
        for (const invariant of module.invariants) {
          const known = before?.get(invariant)
          if (known && !any(known, place => changed!.has(place))) {
            now.set(invariant, known)
            continue
          }
          const noting = new Noting(state)
          let broken: string | undefined
          try {
            broken = invariant.check(noting, community.genesis)
          } catch (error) {
            broken = `it throws ${error}`
          }
          if (broken) raise(`height ${height}: ${module.name}: ${invariant.name}: ${broken}`)
          else now.set(invariant, noting.places)
        }
      read.set(executed, now)
    },
  }
}
