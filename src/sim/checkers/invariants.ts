// Every invariant of every module, after every block on every branch. Equal roots are equal states, so once a block is
// enough.
import { View } from '../../chain/store.ts'
import type { MakeChecker } from './checker.ts'

export const invariants: MakeChecker = ({ community }) => ({
  executed({ step: { executed }, first }, raise) {
    if (!first) return
    const state = new View(executed.tree)
    const { rules, height } = executed.header
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
