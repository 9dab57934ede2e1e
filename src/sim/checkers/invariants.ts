// Every invariant of every module, after every block on every branch. Equal roots are equal states, so once a block is
// enough.
import { View } from '../../chain/store.ts'
import type { MakeChecker } from './checker.ts'

/** A state of more records than this is looked at the more rarely, for a look is at all of it. */
const EVERY_BLOCK_RECORDS = 2048

export const invariants: MakeChecker = ({ community }) => ({
  executed({ step: { executed }, first }, raise) {
    const { rules, height } = executed.header
    if (!first || height % (1 + Math.floor(executed.tree.count / EVERY_BLOCK_RECORDS)) !== 0) return
    const state = new View(executed.tree)
    for (const module of community.rules.get(rules)?.modules ?? [])
      for (const { name, check } of module.invariants) {
        let broken: string | undefined
        try {
          broken = check(state, community.genesis)
        } catch (error) {
          broken = `it throws ${error}`
        }
        if (broken) raise(`height ${height}: ${module.name}: ${name}: ${broken}`)
      }
  },
})
