// One trial of the software that this file is bundled with. Prints one object: which checkers saw something and what the
// first of them said, or nothing.
// Usage: random SEED, calm SEED, or directed NAME
import { type DirectedName, playDirected } from '../../../src/sim/directed/plans.ts'
import { runWorld } from '../../../src/sim/world.ts'
import { campaignPlan } from '../campaign/plans.ts'
import type { Kind, Seen } from './judge.ts'
import { verifyByNode } from './native.ts'

function violationsOf(kind: Kind[0], which: string): readonly { checker: string; words: string }[] {
  if (kind === 'directed') return playDirected(which as DirectedName, verifyByNode).violations
  const plan = campaignPlan(Number(which))
  return runWorld(kind === 'calm' ? { ...plan, faults: [] } : plan).violations
}

const [kind, which] = process.argv.slice(2)
const violations = violationsOf(kind as Kind[0], which!)
const checkers = [...new Set(violations.map(({ checker }) => checker))]
const seen: Seen = violations[0] ? { checker: checkers.join(', '), words: violations[0].words } : {}
console.log(JSON.stringify(seen))
