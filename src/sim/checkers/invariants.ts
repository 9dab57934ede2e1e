// Every invariant of every module, after every block on every branch. Equal roots are equal states, so once a block is
// enough; and where a block has left alone all tables that an invariant reads, it holds as it did before.
import type { Executed } from '../../chain/execute.ts'
import type { Invariant } from '../../chain/module.ts'
import { View } from '../../chain/store.ts'
import { diff } from '../../chain/tree/diff.ts'
import type { MakeChecker } from './checker.ts'
import { type Lists, Noting, placeIn, placeOf } from './noting.ts'

/** A state of more records than this is looked at the more rarely, for a look is at all of it. */
const EVERY_BLOCK_RECORDS = 2048

interface Named {
  readonly invariant: Invariant
  readonly module: string
}

/** The tables that an invariant read; undefined where it was broken. */
type Places = readonly number[] | undefined

/** What is known of a state: of each invariant of its rules, in their order, what it read. */
interface Seen {
  readonly rules: number
  readonly read: readonly Places[]
}

export const invariants: MakeChecker = ({ community, thorough }) => {
  const seen = new WeakMap<Executed, Seen>()
  const byRules = new Map<number, readonly Named[]>()
  /** The tables of the state that was looked at last: its child most often leaves most of them alone. */
  let newest: { readonly of: Executed; readonly lists: Lists } | undefined

  const invariantsOf = (rules: number): readonly Named[] => {
    const known = byRules.get(rules)
    if (known) return known
    const all = (community.rules.get(rules)?.modules ?? []).flatMap(({ name, invariants }) =>
      invariants.map(invariant => ({ invariant, module: name })),
    )
    byRules.set(rules, all)
    return all
  }

  return {
    executed({ step: { parent, executed }, first }, raise) {
      const { rules, height } = executed.header
      if (!first || height % (1 + Math.floor(executed.tree.count / EVERY_BLOCK_RECORDS)) !== 0) return
      const state = new View(executed.tree)
      const before = thorough ? undefined : seen.get(parent)
      const changed = before && new Set(diff(parent.tree, executed.tree).map(({ key }) => placeOf(key)))
      const known = before?.rules === rules ? before.read : undefined
      const lists: Lists = new Map()
      if (changed && newest?.of === parent)
        for (const [table, list] of newest.lists) if (!changed.has(placeIn(table))) lists.set(table, list)
      const read = invariantsOf(rules).map(({ invariant, module }, i): Places => {
        const places = known?.[i]
        if (places && !places.some(place => changed!.has(place))) return places
        const noting = new Noting(state, lists)
        let broken: string | undefined
        try {
          broken = invariant.check(noting, community.genesis)
        } catch (error) {
          broken = `it throws ${error}`
        }
        if (broken) raise(`height ${height}: ${module}: ${invariant.name}: ${broken}`)
        return broken ? undefined : [...noting.places]
      })
      seen.set(executed, { rules, read })
      newest = { of: executed, lists }
    },
  }
}
