// What happens to messages, and to the links that carry them.
import { GOOD } from '../network.ts'
import type { Random } from '../random.ts'
import { type Fault, type Reach, toBoundary, type Undo } from './fault.ts'

const spoil = (change: (hopMs: number, random: Random) => object): Fault => ({
  lasts: [4, 24],
  begin({ network, hopMs, random }) {
    network.quality = { ...network.quality, ...change(hopMs, random) }
    return () => {
      network.quality = GOOD(hopMs)
    }
  },
})

export const loss = spoil((_, random) => ({ loss: random.between(20, 300) }))
export const duplication = spoil((_, random) => ({ duplication: random.between(50, 500) }))
export const reordering = spoil((_, random) => ({ late: random.between(50, 400) }))
export const delay = spoil((hopMs, random) => ({
  hopMs: hopMs * random.between(2, 12),
  jitterMs: hopMs * 4,
}))

const indexes = ({ peers }: Pick<Reach, 'peers'>) => peers.map(({ index }) => index)

/** Those whom a cut concerns: the dishonest are on both sides of every other one. */
function concerned(reach: Reach): number[] {
  const all = reach.random.once(2)
  return indexes({ peers: reach.peers.filter(({ honest }) => all || honest) })
}

/** In two, so that each side has some of everything. */
export function splitInTwo(reach: Reach): Undo {
  const { network, random } = reach
  const those = concerned(reach)
  const aside = those.filter(() => random.once(2))
  network.part(
    aside,
    those.filter(index => !aside.includes(index)),
  )
  return () => network.heal()
}

export const partition: Fault = { lasts: [5, 30], begin: splitInTwo }

/** For long, and the dishonest are on both sides: what they can do to either is what two quorums would need. */
export const schism: Fault = {
  lasts: [30, 60],
  begin({ network, peers, random }) {
    const honest = indexes({ peers: peers.filter(peer => peer.honest) })
    const aside = honest.filter(() => random.once(2))
    network.part(
      aside,
      honest.filter(index => !aside.includes(index)),
    )
    return () => network.heal()
  },
}

/** Some hear, and are not heard. */
export const oneWay: Fault = {
  lasts: [5, 25],
  begin({ network, peers, random }) {
    const mute = peers.filter(() => random.once(4))
    for (const { index } of mute)
      for (const peer of peers) if (peer.index !== index) network.cut(index, peer.index)
    return () => network.heal()
  },
}

/** Two groups reach each other through one peer alone. */
export const relayOnly: Fault = {
  lasts: [5, 25],
  begin(reach) {
    const { network, peers, random } = reach
    const relay = random.draw(peers.length)
    const others = concerned(reach).filter(index => index !== relay)
    const aside = others.filter(() => random.once(2))
    network.part(
      aside,
      others.filter(index => !aside.includes(index)),
    )
    return () => network.heal()
  },
}

export const cutOff: Fault = {
  lasts: [5, 30],
  begin(reach) {
    const { network, peers, random } = reach
    const alone = random.draw(peers.length)
    network.part(
      [alone],
      indexes(reach).filter(index => index !== alone),
    )
    return () => network.heal()
  },
}

/** A partition just as one set hands over to the next. */
export const handOverPartition: Fault = {
  lasts: [6, 30],
  ready: reach => toBoundary(reach) <= 3,
  begin: splitInTwo,
}

/** A partition before the boundary, and on each side other votes: what is elected there differs. */
export const boundaryForks: Fault = {
  lasts: [12, 30],
  ready: reach => toBoundary(reach) <= 14 && toBoundary(reach) >= 9,
  begin(reach) {
    const { network, peers, random } = reach
    const sides = [
      peers.filter(({ index }) => index % 2 === 0),
      peers.filter(({ index }) => index % 2 === 1),
    ] as const
    network.part(indexes({ peers: sides[0] }), indexes({ peers: sides[1] }))
    for (const side of sides) {
      const candidates = peers.filter(({ delegate }) => delegate && random.once(2))
      if (candidates.length > 0) reach.elect(candidates, side)
    }
    return () => network.heal()
  },
}
