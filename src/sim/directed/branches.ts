// Two branches above one justified block, each with a certificate that was kept back, and the same honest voters led from
// the one to the other and back. None of them breaks a rule; only rule 3 keeps both branches from being final.
import type { Peer } from '../peer.ts'
import type { Made, Setting, Stage } from './stage.ts'

export const ONE_GROUP: Setting = { seed: 1, groups: 1, dishonest: [3], epochBlocks: 1000 }
const CALM_BLOCKS = 6

/** By how much the views of the four blocks that matter lie above that of the block where the branches begin. */
interface Views {
  readonly first: number
  readonly second: number
  readonly overFirst: number
  readonly overSecond: number
}

/** Without the rule that views are consecutive. */
export const farApart = (stage: Stage): void =>
  twoBranches(stage, { first: 1, second: 3, overFirst: 5, overSecond: 7 }, false)

/** Without the rule that every block between is justified: one that is not lies between, on either branch. */
export const overUnjustified = (stage: Stage): void =>
  twoBranches(stage, { first: 1, second: 2, overFirst: 3, overSecond: 4 }, true)

function twoBranches(stage: Stage, views: Views, between: boolean): void {
  const fork = stage.until(CALM_BLOCKS)
  const { view } = fork.header
  const known = stage.certificateOf(fork)
  const [a, b, c] = stage.honest(0) as [Peer, Peer, Peer]
  const d = stage.liar(0)
  const above = (made: Made, at: number): Made[] => (between ? [stage.block(d, made.executed, at)] : [])

  // Of two branches with as many votes the one of the earlier slot is better, whatever the views are.
  const second = stage.block(d, fork, view + views.second, known)
  const first = stage.block(d, fork, view + views.first, known)
  stage.show([a, b], first)
  const forFirst = stage.certify(first, [a, b, d])
  // A liar's vote leads them over, and no more than that, so that nobody learns of a certificate.
  stage.show([c], second)
  stage.show([a, b], second, stage.voteBy(d, second))
  const forSecond = stage.certify(second, [a, c, d])
  // The first certificate comes out, and leads two of them back: it is the only one that they know of.
  const middle = above(first, view + views.second)
  const overFirst = stage.block(d, (middle[0] ?? first).executed, view + views.overFirst, forFirst)
  stage.show([a, b], ...middle, overFirst)
  const overFirsts = stage.certify(overFirst, [a, b, d])
  // The second comes out, of a greater view.
  const other = above(second, view + views.overFirst)
  const overSecond = stage.block(d, (other[0] ?? second).executed, view + views.overSecond, forSecond)
  stage.show([a, b, c], ...other, overSecond)
  stage.show([c], stage.certify(overSecond, [a, c, d]))
  stage.show([b], overFirsts)
}

/** In a night without a quorum two are awake; one who builds apart makes more blocks than they do. */
export function outgrown(stage: Stage): void {
  const evening = stage.until(CALM_BLOCKS)
  const { view } = evening.header
  const [a, b] = stage.honest(0) as [Peer, Peer]
  const d = stage.liar(0)
  const night = stage.turn(a)
  stage.show([b], night, stage.voteBy(a, night))
  stage.show([a], stage.voteBy(b, night))
  const apart: Made[] = []
  for (let i = 1; i < 4; i++) {
    const known = apart.length === 0 ? stage.certificateOf(evening) : undefined
    const made = stage.block(d, apart.at(-1)?.executed ?? evening, view + i, known)
    apart.push(made)
    stage.show([a, b], made, stage.voteBy(d, made))
  }
}
