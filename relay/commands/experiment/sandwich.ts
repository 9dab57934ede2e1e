// Whether the order of execution is for sale: what a sandwich earns a producer beside a member who sees the same gossip
// and does not produce; and whether it pays to say one thing many times.
import { Chance } from '../../../src/agents/chance.ts'
import { mean } from '../../../src/agents/experiment/measures.ts'
import {
  ATTACKER,
  type Attack,
  anyScene,
  execute,
  type Scene,
  sandwich,
  settled,
  used,
} from '../../../src/agents/experiment/sandwich.ts'
import { Delegates, type Said, shuffled, shuffledOneByOne } from '../../../src/agents/experiment/turns.ts'
import { Random } from '../../../src/sim/random.ts'

const DELEGATES = 7
/** Slots a round: the block that takes orders in, its child, and the child's successor where it was withheld. */
const SLOTS = 3
const COPIES = 10
/** What energy is worth to the member who wants the cheapest. */
const WORTH_MILLI = 300
/** Of the normal distribution: 95 of 100 lie within. */
const WITHIN_95 = 1.96

export interface SandwichOptions {
  readonly sessions: number
  readonly seed: number
}

export function sandwichReport({ sessions, seed }: SandwichOptions) {
  const chance = new Chance(new Random(`${seed}/sandwich`).draw)
  const delegates = new Delegates(chance, DELEGATES, SLOTS * sessions)
  const rounds = Array.from({ length: sessions }, (_, round) => {
    const scene = anyScene(chance)
    return playRound(scene, sandwich(scene), revealsOf(delegates, chance, round), chance)
  })
  type Round = (typeof rounds)[number]
  const surplus = mean(rounds.map(round => round.surplus))
  /** As a share of what a block's trades are worth to members, with its 95 % interval. */
  const share = (pick: (round: Round) => number) => {
    const values = rounds.map(round => pick(round) / surplus)
    const middle = mean(values)
    const variance = mean(values.map(value => (value - middle) ** 2))
    const margin = (WITHIN_95 * Math.sqrt(variance)) / Math.sqrt(sessions)
    return { percent: percent(middle), low: percent(middle - margin), high: percent(middle + margin) }
  }
  return {
    experiment: 'sandwich',
    ...{ sessions, seed, delegates: DELEGATES },
    attacked: rounds.filter(round => round.attacked).length,
    surplusMicroPerBlock: Math.round(surplus),
    ledger: {
      producer: share(round => round.producer),
      member: share(round => round.member),
      advantage: share(round => round.producer - round.member),
    },
    withoutShuffle: {
      producer: share(round => round.first),
      member: share(round => round.arrived),
      advantage: share(round => round.first - round.arrived),
    },
    stillPossible: {
      leavesOut: share(round => round.leavesOut - round.producer),
      withholdsChild: share(round => round.withholds - round.member),
      knowsBoth: share(round => round.knowsBoth),
      withheld: rounds.filter(round => round.withheld).length / sessions,
    },
    splitting: {
      parts: share(round => round.parts - round.member),
      copies: share(round => round.copies - round.once),
      copiesWithAPlaceEach: share(round => round.copiesApart - round.once),
    },
  }
}

interface Reveals {
  /** The attacker's and an honest delegate's for the block that takes the orders in. */
  readonly own: Uint8Array
  readonly honest: Uint8Array
  /** Of an honest child; of the attacker's own; of who comes after it where it withholds that. */
  readonly child: Uint8Array
  readonly ownChild: Uint8Array
  readonly later: Uint8Array
}

function revealsOf(delegates: Delegates, chance: Chance, round: number): Reveals {
  const slot = 1 + SLOTS * round
  const [a, b, c] = chance.shuffled(Array.from({ length: DELEGATES - 1 }, (_, i) => i + 1)) as [
    number,
    number,
    number,
  ]
  return {
    own: delegates.reveal(0, slot),
    honest: delegates.reveal(a, slot),
    child: delegates.reveal(b, slot + 1),
    ownChild: delegates.reveal(0, slot + 1),
    later: delegates.reveal(c, slot + 2),
  }
}

function playRound(scene: Scene, attack: Attack | undefined, reveals: Reveals, chance: Chance) {
  const { surplus } = execute(scene, shuffled(scene.said, reveals.honest, reveals.child))
  const split = playSplit(scene, reveals)
  if (!attack) return { ...NOTHING, ...split, surplus }
  const { own, honest, child, ownChild, later } = reveals
  const earns = (order: readonly Said[]) => settled(execute(scene, order))
  const others = scene.said.filter(each => each !== attack.victim)
  const producers = [...attack.said, attack.victim, ...others]
  // A member answers what it has seen, so an honest producer has its orders somewhere after those of its victim.
  const arrivals = chance.shuffled(scene.said)
  const after = chance.whole(arrivals.indexOf(attack.victim) + 1, arrivals.length)
  const members = arrivals.toSpliced(after, 0, ...attack.said)
  const known = shuffled(members, honest, ownChild)
  const isGood = known.indexOf(attack.said[0]!) < known.indexOf(attack.victim)
  const parts = members.flatMap(each => (each.account === ATTACKER ? partsOf(each) : each))
  return {
    ...{ attacked: true, surplus, ...split },
    producer: earns(shuffled(producers, own, child)),
    member: earns(shuffled(members, honest, child)),
    first: earns(producers),
    arrived: earns(members),
    // Whatever else was said waits for the next block.
    leavesOut: earns([
      ...shuffled([...attack.said, attack.victim], own, child),
      ...shuffled(others, child, later),
    ]),
    withholds: earns(isGood ? known : shuffled(members, honest, later)),
    withheld: !isGood,
    // Whoever owns a block and its child knows the order beforehand, and attacks only where it pays.
    knowsBoth: Math.max(0, earns(shuffled(producers, own, ownChild))),
    parts: earns(shuffled(parts, honest, child)),
  }
}

/** The same energy in as many orders. */
const partsOf = (said: Said): Said[] =>
  Array.from({ length: COPIES }, (_, i) => ({
    ...said,
    energyWh: Math.floor((said.energyWh + i) / COPIES),
  }))

const NOTHING = {
  attacked: false,
  ...{
    producer: 0,
    member: 0,
    first: 0,
    arrived: 0,
    leavesOut: 0,
    withholds: 0,
    withheld: false,
    knowsBoth: 0,
    parts: 0,
  },
}

/** A member who wants the cheapest offer before others do, and says so once, or from many devices. */
function playSplit(scene: Scene, { honest, child }: Reveals) {
  const cheapest = scene.resting
    .filter(({ side }) => side === 'sell')
    .reduce((a, b) => (b.priceMilli < a.priceMilli ? b : a))
  const { priceMilli, energyWh } = cheapest
  const grab: Said = { account: ATTACKER, side: 'buy', priceMilli, energyWh, atOnce: true }
  const gain = (order: readonly Said[]) => used(execute(scene, order), energyWh, WORTH_MILLI)
  const many = [...scene.said, ...Array.from({ length: COPIES }, () => ({ ...grab }))]
  return {
    once: gain(shuffled([...scene.said, grab], honest, child)),
    copies: gain(shuffled(many, honest, child)),
    copiesApart: gain(shuffledOneByOne(many, honest, child)),
  }
}

const percent = (share: number): number => Math.round(share * 100_000) / 1000
