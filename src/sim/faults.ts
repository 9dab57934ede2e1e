// What can go wrong in the world, each by its name: begins at random, lasts some slots, and is made good.
import type { Network } from './network.ts'
import { GOOD } from './network.ts'
import type { Peer } from './peer.ts'
import type { Random } from './random.ts'
import { Tally } from './report.ts'
import { SEQUENCER } from './sequencer.ts'

/** What a fault can reach. */
export interface Reach {
  readonly peers: readonly Peer[]
  readonly network: Network
  readonly random: Random
  readonly hopMs: number
  /** Hostile traffic and bursts of one slot. */
  readonly pressure: { hostile: number; burst: boolean }
}

/** Makes it good again. */
type Undo = () => void | Promise<void>
type Fault = (reach: Reach) => Undo

const nothing: Undo = () => {}

const spoil =
  (change: (hopMs: number, random: Random) => object): Fault =>
  ({ network, hopMs, random }) => {
    const before = network.quality
    network.quality = { ...before, ...change(hopMs, random) }
    return () => {
      network.quality = GOOD(hopMs)
    }
  }

/** A peer that may lose its disk: the one that orders must not, until consensus makes that survivable. */
const follower = ({ peers, random }: Reach): Peer | undefined =>
  random.pick(peers.filter(({ around, up }) => up && around.index !== SEQUENCER))

const awhile = (peer: Peer | undefined, harm: (peer: Peer) => void): Undo => {
  if (!peer) return nothing
  harm(peer)
  return async () => {
    peer.steady()
    await peer.start()
  }
}

export const FAULTS = {
  loss: spoil((_, random) => ({ loss: random.between(20, 300) })),
  duplication: spoil((_, random) => ({ duplication: random.between(50, 500) })),
  reordering: spoil((_, random) => ({ late: random.between(50, 400) })),
  delay: spoil((hopMs, random) => ({ hopMs: hopMs * random.between(2, 12), jitterMs: hopMs * 4 })),

  partition({ network, peers, random }) {
    const aside = peers.filter(() => random.once(3)).map(({ around }) => around.index)
    const rest = peers.map(({ around }) => around.index).filter(index => !aside.includes(index))
    network.part(aside, rest)
    return () => network.heal()
  },

  /** One hears, and is not heard. */
  'one-way': ({ network, peers, random }) => {
    const mute = random.draw(peers.length)
    for (const { around } of peers) if (around.index !== mute) network.cut(mute, around.index)
    return () => network.heal()
  },

  crash: ({ peers, random }) => awhile(random.pick(peers.filter(({ up }) => up)), peer => peer.crash()),

  /** In the midst of writing. */
  'power-failure': ({ peers, random }) =>
    awhile(random.pick(peers.filter(({ up }) => up)), peer => peer.crashSoon(random.between(1, 12))),

  stop: ({ peers, random }) => awhile(random.pick(peers.filter(({ up }) => up)), peer => peer.stop()),

  wipe: reach => awhile(follower(reach), peer => peer.wipe()),

  /** A disk from an older backup. */
  stale(reach) {
    const peer = follower(reach)
    peer?.keepBackup()
    return async () => {
      peer?.restoreBackup()
      await peer?.start()
    }
  },

  skew({ peers, random, hopMs }) {
    const peer = random.pick(peers)!
    peer.skewMs = random.between(-8, 8) * hopMs
    return () => {
      peer.skewMs = 0
    }
  },

  hostile({ pressure, random }) {
    pressure.hostile = random.between(1, 8)
    return () => {
      pressure.hostile = 0
    }
  },

  /** Somebody sends far more than a quota. */
  burst({ pressure }) {
    pressure.burst = true
    return () => {
      pressure.burst = false
    }
  },
} satisfies { readonly [name: string]: Fault }

export type FaultName = keyof typeof FAULTS
export const ALL_FAULTS = Reflect.ownKeys(FAULTS) as FaultName[]

/** Once in so many slots a fault begins that is not under way. */
const EVERY = 12
const LONGEST = 20

/** Lets faults come and go. */
export class Weather {
  private readonly names: readonly FaultName[]
  private readonly reach: Reach
  private readonly underWay = new Map<FaultName, { readonly until: number; readonly undo: Undo }>()
  /** How often each has struck. */
  readonly struck = new Tally()

  constructor(names: readonly FaultName[], reach: Reach) {
    this.names = names
    this.reach = reach
  }

  async onSlot(slot: number): Promise<void> {
    for (const [name, { until, undo }] of this.underWay)
      if (until <= slot) {
        this.underWay.delete(name)
        await undo()
      }
    const { random } = this.reach
    for (const name of this.names) {
      if (this.underWay.has(name) || !random.once(EVERY)) continue
      const fault: Fault = FAULTS[name]
      this.underWay.set(name, { until: slot + random.between(1, LONGEST), undo: fault(this.reach) })
      this.struck.add(name)
    }
  }

  /** Everything is made good, and everybody starts. */
  async clear(): Promise<void> {
    for (const { undo } of this.underWay.values()) await undo()
    this.underWay.clear()
    for (const peer of this.reach.peers) await peer.start()
  }
}
