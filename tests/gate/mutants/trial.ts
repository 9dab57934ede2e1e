// Trials of the software that this file is bundled with. Prints for each which checkers saw something and what the first of
// them said, or nothing.
// Usage: any number of: random SEED, calm SEED, directed NAME
import { type DirectedName, playDirected } from '../../../src/sim/directed/plans.ts'
import { runWorld } from '../../../src/sim/world.ts'
import { CALM } from '../../worlds/plans.ts'
import { campaignPlan } from '../campaign/plans.ts'
import type { Kind, Seen } from './judge.ts'
import { verifyByNode } from './native.ts'

/** Short, with several hand-overs. */
const BRIEF = { slots: 60, epochBlocks: 16 }

function violationsOf(kind: Kind[0], which: string): readonly { checker: string; words: string }[] {
  if (kind === 'directed') return playDirected(which as DirectedName, verifyByNode).violations
  const seed = Number(which)
  return runWorld(kind === 'calm' ? { ...CALM, ...BRIEF, seed } : campaignPlan(seed)).violations
}

function seenIn(kind: Kind[0], which: string): Seen {
  const violations = violationsOf(kind, which)
  const checkers = [...new Set(violations.map(({ checker }) => checker))]
  return violations[0] ? { checker: checkers.join(', '), words: violations[0].words } : {}
}

const args = process.argv.slice(2)
const all: Seen[] = []
for (let i = 0; i < args.length; i += 2) all.push(seenIn(args[i] as Kind[0], args[i + 1]!))
console.log(JSON.stringify(all))
