// Each safety rule taken out in turn: a checker sees it, and sees nothing of the software as it is.
import { expect, test } from 'vitest'
import { ALL_DIRECTED, playDirected } from '../../src/sim/directed/plans.ts'
import { judge } from '../gate/mutants/judge.ts'
import { verifyByNode } from '../gate/mutants/native.ts'
import { MUTANTS } from '../gate/mutants/rules.ts'

const MOST_SEEDS = 20

test.each(ALL_DIRECTED)(
  'with every rule in place “%s” breaks nothing, nor are the dishonest too many',
  name => {
    const { violations, exceeded } = playDirected(name, verifyByNode)
    expect({ violations, exceeded }).toEqual({ violations: [], exceeded: false })
  },
)

test.concurrent.each(MUTANTS.map(mutant => [mutant.rule, mutant] as const))(
  'without this rule a checker sees something: %s',
  async (_, mutant) => {
    const { seen, objection } = await judge(mutant, MOST_SEEDS)
    expect({ seen: seen !== undefined, objection }).toEqual({ seen: true, objection: undefined })
  },
)
