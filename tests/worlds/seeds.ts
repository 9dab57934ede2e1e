// Some of a campaign's seeds, the same at every change.
import { expect, test } from 'vitest'
import { runWorld } from '../../src/sim/world.ts'
import { campaignPlan } from '../gate/campaign/plans.ts'

/** So many seeds make one test, so that a slow machine stays within a test's time. */
const AT_A_TIME = 10

export function seeds(first: number, runs: number): void {
  for (let from = first; from < first + runs; from += AT_A_TIME)
    test(`campaign seeds ${from} to ${from + AT_A_TIME - 1}`, () => {
      for (let seed = from; seed < from + AT_A_TIME; seed++)
        expect(runWorld(campaignPlan(seed)).violations).toEqual([])
    })
}
