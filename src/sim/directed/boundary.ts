// Forks at a boundary, and sets that have nobody in common.
import { encode } from '../../bytes/codec.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Peer } from '../peer.ts'
import { nameParams } from './acclaim.ts'
import type { Made, Setting, Stage } from './stage.ts'

const EPOCH_BLOCKS = 18
export const TWO_GROUPS: Setting = { seed: 1, groups: 2, dishonest: [3, 7], epochBlocks: EPOCH_BLOCKS }
export const THREE_GROUPS: Setting = { ...TWO_GROUPS, groups: 3, dishonest: [3, 7, 11] }
/** The third group is nobody's delegates, and all of it is one coalition's. */
export const A_COALITION: Setting = { ...THREE_GROUPS, groups: 2, dishonest: [3, 4, 5, 6, 7] }

const naming = (stage: Stage, by: Peer, group: number) =>
  stage.transaction(by, 'name', encode(nameParams, stage.setOf(group)))

/** Everybody has heard whom to elect, and keeps to the rules up to this height. */
function electing(stage: Stage, group: number, height: number): Executed {
  const [first] = stage.honest(0)
  first!.hear({ kind: 'transaction', transaction: naming(stage, first!, group) })
  return stage.until(height)
}

/** The two sets of a hand-over finalise a branch each. */
export function apartAtHandOver(stage: Stage): void {
  const boundary = electing(stage, 1, EPOCH_BLOCKS)
  const { view } = boundary.header
  const known = stage.certificateOf(boundary)
  const owner = stage.liar(1)
  for (const group of [0, 1]) {
    const voters = stage.group(group)
    const one = stage.block(owner, boundary, view + 1, known)
    stage.show(voters, one)
    const two = stage.block(owner, one.executed, view + 2, stage.certify(one, voters))
    stage.show(voters, two)
    stage.show(voters, stage.certify(two, voters))
  }
}

/** The old set's own branch, which leaves below the boundary: what it finalises there needs nobody else. */
function oldBranch(stage: Stage, fork: Executed, view: number, seen: boolean): void {
  const [a, b, c] = stage.honest(0) as [Peer, Peer, Peer]
  const d = stage.liar(0)
  const below = stage.block(d, fork, view, stage.certificateOf(fork))
  stage.show([b, c], below)
  // One that voted elsewhere comes over where the most votes are.
  if (seen) stage.show([a], below, stage.voteBy(c, below), stage.voteBy(d, below))
  else stage.show([a], below)
  const next = stage.block(d, below.executed, view + 1, stage.certify(below, [a, c, d]))
  stage.show([a, c], next)
  stage.show([c], stage.certify(next, [a, c, d]))
}

/** The new set's branch goes on from a block at which the hand-over is closed, if it is. */
function newSetAlone(stage: Stage, last: Made, view: number): void {
  const voters = stage.group(1)
  const owner = stage.liar(1)
  const one = stage.block(owner, last.executed, view, undefined)
  stage.show(voters, one)
  const two = stage.block(owner, one.executed, view + 1, stage.certify(one, voters))
  stage.show(voters, two)
  stage.show(voters, stage.certify(two, voters))
}

/** Two blocks up to the boundary, which one and a half of the old set have seen, and the whole new one. */
function newBranch(stage: Stage, fork: Executed): Made {
  const { view } = fork.header
  const d = stage.liar(0)
  const below = stage.block(d, fork, view + 1, stage.certificateOf(fork))
  const boundary = stage.block(d, below.executed, view + 2)
  stage.show([...stage.honest(0).slice(0, 2), ...stage.group(1)], below, boundary)
  return boundary
}

/** A certificate for the boundary block, of the old set alone, closes nothing. */
export function closingOnOne(stage: Stage): void {
  const fork = electing(stage, 1, EPOCH_BLOCKS - 2)
  const { view } = fork.header
  const [a, b] = stage.honest(0) as [Peer, Peer]
  const boundary = newBranch(stage, fork)
  const certificate = stage.certify(boundary, [a, b, stage.liar(0)])
  const closing = stage.block(stage.liar(1), boundary.executed, view + 3, certificate)
  stage.show(stage.group(1), closing)
  newSetAlone(stage, closing, view + 4)
  oldBranch(stage, fork, view + 6, true)
}

/** Nor do two certificates of which the one is not the other’s source. */
export function closingOnUnlinked(stage: Stage): void {
  const fork = electing(stage, 1, EPOCH_BLOCKS - 2)
  const { view } = fork.header
  const [a, b] = stage.honest(0) as [Peer, Peer]
  const [d, e] = [stage.liar(0), stage.liar(1)]
  const boundary = newBranch(stage, fork)
  const forBoundary = stage.certify(boundary, [a, b, d])
  const above = stage.block(e, boundary.executed, view + 3)
  stage.show([a, b, ...stage.group(1)], above)
  const forAbove = stage.certify(above, [a, b, d, ...stage.group(1)])
  const one = stage.block(e, above.executed, view + 4, forBoundary)
  const two = stage.block(e, one.executed, view + 5, forAbove)
  stage.show(stage.group(1), one, two)
  newSetAlone(stage, two, view + 6)
  oldBranch(stage, fork, view + 8, true)
}

/** A private branch goes on to the next boundary and would elect once more: then nobody asks the first set. */
export function electingWhileOpen(stage: Stage): void {
  const fork = electing(stage, 1, EPOCH_BLOCKS - 2)
  const [d, e, f] = [stage.liar(0), stage.liar(1), stage.liar(2)]
  let { view } = fork.header
  const below = stage.block(d, fork, ++view, stage.certificateOf(fork))
  const branch = [below, stage.block(d, below.executed, ++view)]
  for (let i = 0; i < EPOCH_BLOCKS; i++) {
    const named = i === 0 ? [naming(stage, e, 2)] : []
    branch.push(stage.block(e, branch.at(-1)!.executed, ++view, undefined, named))
  }
  const voters = [...stage.group(1), ...stage.group(2)]
  const one = stage.block(f, branch.at(-1)!.executed, ++view)
  stage.show(voters, ...branch, one)
  const two = stage.block(f, one.executed, ++view, stage.certify(one, voters))
  stage.show(voters, two)
  stage.show(voters, stage.certify(two, voters))
  oldBranch(stage, fork, view + 1, false)
}

/** A coalition names itself on a branch of its own, which it shows when it is elected; then it does as it likes. */
function coup(stage: Stage, from: number): void {
  const fork = stage.until(from)
  const [d, ...others] = [stage.liar(0), ...stage.group(1)]
  const voters = stage.honest(0)
  let { view } = fork.header
  const branch: Made[] = []
  for (let height = from + 1; height <= EPOCH_BLOCKS; height++) {
    const named = height === from + 1 ? [naming(stage, d!, 1)] : []
    const parent = branch.at(-1)?.executed ?? fork
    const known = branch.length === 0 ? stage.certificateOf(fork) : undefined
    branch.push(stage.block(d!, parent, ++view, known, named))
  }
  stage.show(voters, ...branch)
  const boundary = branch.at(-1)!
  const all = [...voters, d!, ...others]
  const owner = others[0]!
  const one = stage.block(owner, boundary.executed, ++view, stage.certify(boundary, [...voters, d!]))
  stage.show(voters, one)
  const closing = stage.block(owner, one.executed, ++view, stage.certify(one, all))
  stage.show(voters, closing)
  for (const peer of voters) {
    const here = stage.block(owner, closing.executed, ++view)
    const next = stage.block(owner, here.executed, ++view, stage.certify(here, others))
    stage.show([peer], here, next, stage.certify(next, others))
  }
}

/** Finality has stood still for longer than an election may look back. */
export const electedInStall = (stage: Stage): void => coup(stage, 7)

/** Who is named after the last final block is not elected by it. */
export const electedFromLater = (stage: Stage): void => coup(stage, EPOCH_BLOCKS - 3)

/** Some know that the boundary is final, others do not: they must find the same blocks valid. */
export function knownToSome(stage: Stage): void {
  const boundary = electing(stage, 1, EPOCH_BLOCKS)
  const { view } = boundary.header
  const owner = stage.liar(1)
  const everybody = stage.peers
  const one = stage.block(owner, boundary, view + 1, stage.certificateOf(boundary))
  stage.show(everybody, one)
  stage.show(stage.group(0), stage.certify(one, everybody))
  const two = stage.block(owner, one.executed, view + 2)
  stage.show(everybody, two)
}
