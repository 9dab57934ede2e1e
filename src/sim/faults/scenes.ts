// What happens to a community as a whole.
import { type Fault, nothing, up } from './fault.ts'
import { splitInTwo } from './links.ts'

/** Everybody votes for those who are no delegates now. */
export const fullChange: Fault = {
  lasts: [30, 60],
  begin(reach) {
    const sitting = reach.tip.header.height % 2
    const candidates = reach.peers.filter(({ delegate }) => delegate)
    const half = candidates.length >> 1
    reach.elect(sitting === 0 ? candidates.slice(half) : candidates.slice(0, candidates.length - half))
    return nothing
  },
}

/** Someone joins late, from genesis or from a snapshot. */
const late = (snapshot: boolean): Fault => ({
  lasts: [3, 20],
  begin(reach) {
    const peer = reach.random.pick(up(reach).filter(({ delegate }) => !delegate))
    if (!peer) return undefined
    peer.wipe()
    return () => reach.join(peer, snapshot)
  },
})

export const lateJoiner = late(false)
export const snapshotJoiner = late(true)

/** A new version of the rules comes into force while the community is parted. */
export const upgradePartition: Fault = {
  lasts: [40, 70],
  ready: ({ tip }) => tip.header.rules === 1,
  begin(reach) {
    reach.upgrade()
    const heal = reach.random.once(2) ? splitInTwo(reach) : nothing
    return heal
  },
}

export const hostile: Fault = {
  lasts: [5, 25],
  begin({ pressure, random }) {
    pressure.hostile = random.between(1, 4)
    return () => {
      pressure.hostile = 0
    }
  },
}

/** Bad and oversize messages, more than anybody wants. */
export const flood: Fault = {
  lasts: [3, 12],
  begin({ pressure, random }) {
    pressure.flood = random.between(10, 60)
    return () => {
      pressure.flood = 0
    }
  },
}

/** Somebody sends far more than a quota. */
export const burst: Fault = {
  lasts: [1, 4],
  begin({ pressure }) {
    pressure.burst = true
    return () => {
      pressure.burst = false
    }
  },
}
