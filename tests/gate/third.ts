// What happens where a third and more are dishonest, and show each side of a parted community another face: two
// blocks of one height may become final. Then whoever sees both stops, and names those who signed for both.
// Usage: node tools/run.mjs tests/gate/third.ts [RUNS] [FIRST SEED]
import type { Peer } from '../../src/sim/peer.ts'
import type { Report } from '../../src/sim/report.ts'
import { standIn } from '../../src/sim/signing.ts'
import { village } from '../../src/sim/village.ts'
import { type Plan, World } from '../../src/sim/world.ts'

/** With 4 delegates two, with 7 three: each with either half of the others is a quorum. */
function planOf(seed: number): Plan {
  const delegates = seed % 3 === 0 ? 7 : 4
  return {
    seed,
    delegates,
    dishonest: delegates === 4 ? 2 : 3,
    candidates: delegates,
    peers: delegates + 2,
    members: delegates + 4,
    slots: 120,
    hopMs: 100,
    epochBlocks: 40,
    deeds: 1000,
    faults: ['two-faces', 'schism'],
    scheme: standIn,
    town: village,
  }
}

/** What the report of a halted peer names. */
type Conflict = World['chronicle']['conflicts'][number]

const seen = (peer: Peer, { halt: { held, other } }: Conflict): boolean =>
  [held, other].every(({ hash }) => peer.certificateOf(hash) !== undefined && peer.holds(hash))

/** What is wrong with how a run dealt with its conflicts. */
function faultsOf(world: World, report: Report): string[] {
  const { peers, chronicle, checks } = world
  const { conflicts } = report
  const honest = peers.filter(peer => peer.honest)
  const faults = report.violations.map(({ words }) => words)
  const apart = checks.tolerated.some(({ checker }) => checker === 'finals')
  if (apart && conflicts.length === 0) faults.push('a conflict that nobody has noticed')
  for (const peer of honest)
    if (!peer.halted && peer.awake && chronicle.conflicts.some(conflict => seen(peer, conflict)))
      faults.push(`peer ${peer.name} has seen both blocks, and goes on`)
  for (const { peer, signers } of conflicts) {
    // Two quorums have more than a third of the set in common.
    if (3 * signers.length < report.delegates) faults.push(`peer ${peer} names ${signers.length} alone`)
    const slandered = signers.filter(name => honest.some(each => each.name === name))
    if (slandered.length > 0) faults.push(`peer ${peer} names ${slandered.join(', ')}, who kept to the rules`)
  }
  return faults
}

const [runs = 45, first = 1] = process.argv.slice(2).map(Number)
/** Fewer conflicts than this show little. */
const LEAST_CONFLICTS = 30
let conflicting = 0
let halted = 0
let unseen = 0
let wrong = 0
for (
  let seed = first;
  seed < first + runs || (conflicting < LEAST_CONFLICTS && seed < first + 3 * runs);
  seed++
) {
  const world = World.begin(planOf(seed))
  const report = world.run()
  for (const words of faultsOf(world, report)) {
    wrong += 1
    console.log(JSON.stringify({ seed, words }))
  }
  if (report.conflicts.length === 0) continue
  conflicting += 1
  const stopped = world.peers.filter(peer => peer.honest && peer.halted).length
  halted += stopped
  unseen += world.peers.filter(peer => peer.honest).length - stopped
}
console.log(
  `${conflicting} runs with conflicting finals, ${halted} honest peers that saw it and stopped, ${unseen} that have not seen it, ${wrong} wrong`,
)
process.exitCode = wrong === 0 && conflicting >= LEAST_CONFLICTS ? 0 : 1
