// What happens to a peer's power, its disk, its clock and its wakefulness.
import type { Peer, Trap } from '../peer.ts'
import { type Fault, type Reach, up } from './fault.ts'

const down = (lasts: readonly [number, number], harm: (peer: Peer, reach: Reach) => void): Fault => ({
  lasts,
  begin(reach) {
    const peer = reach.random.pick(up(reach))
    if (!peer) return undefined
    harm(peer, reach)
    return () => {
      peer.trap = undefined
      peer.start()
    }
  },
})

export const crash = down([1, 20], peer => peer.crash())
export const stop = down([1, 20], peer => peer.stop())
/** The last relaxed write is lost, as if torn. */
export const torn = down([1, 15], peer => peer.tear())

const trapped = (trap: Trap): Fault => ({
  lasts: [3, 15],
  begin(reach) {
    const peer = reach.random.pick(up(reach).filter(({ delegate }) => delegate))
    if (!peer) return undefined
    peer.trap = trap
    return () => {
      peer.trap = undefined
      peer.start()
    }
  },
})

export const crashBeforeRecord = trapped('before the record')
export const crashAfterRecord = trapped('after the record')
export const crashAfterVote = trapped('after the vote')

/** Every peer loses power at once, and with it whatever was not durable. */
export const blackout: Fault = {
  lasts: [1, 6],
  begin({ peers }) {
    for (const peer of peers) peer.crash()
    return () => {
      for (const peer of peers) peer.start()
    }
  },
}

/** A peer that may lose its memory: one that signs nothing, or a delegate whose key there is room for. */
function forgetful(reach: Reach): Peer | undefined {
  const { third, random } = reach
  return random.pick(
    up(reach).filter(
      peer => !peer.behaviour && (!peer.delegate || third.isFaulty(peer) || third.count < third.budget),
    ),
  )
}

export const wiped: Fault = {
  lasts: [1, 15],
  begin(reach) {
    const peer = forgetful(reach)
    if (!peer) return undefined
    reach.forget(peer)
    peer.wipe()
    return () => peer.start()
  },
}

/** A disk from an older backup. */
export const stale: Fault = {
  lasts: [5, 40],
  begin(reach) {
    const peer = forgetful(reach)
    if (!peer) return undefined
    reach.forget(peer)
    peer.keepBackup()
    return () => {
      peer.restoreBackup()
      peer.start()
    }
  },
}

export const clockOffset: Fault = {
  lasts: [10, 60],
  begin({ peers, random }) {
    const peer = random.pick(peers)!
    peer.offsetMs = random.between(-700, 700)
    return () => {
      peer.offsetMs = 0
    }
  },
}

export const clockJump: Fault = {
  lasts: [2, 12],
  begin({ peers, random }) {
    const peer = random.pick(peers)!
    peer.offsetMs = random.pick([-6000, -2500, 2500, 6000])!
    return () => {
      peer.offsetMs = 0
    }
  },
}

/** Some minutes of sleep; what was said meanwhile comes in a burst. */
export const nap: Fault = {
  lasts: [4, 40],
  begin(reach) {
    const awake = up(reach)
    const sleepers = awake.filter(() => reach.random.once(4))
    for (const peer of sleepers) peer.sleep()
    return () => {
      for (const peer of sleepers) peer.wake(true)
    }
  },
}

/** More than a third sleep, and finality with them; in the morning they wake one after the other, or at once. */
export const night: Fault = {
  lasts: [25, 70],
  begin(reach) {
    const { random } = reach
    const awake = up(reach).filter(({ behaviour }) => !behaviour)
    const share = random.pick([3, 4, 6])!
    const sleepers = awake.filter(() => random.draw(10) < share + 1)
    if (sleepers.length * 3 <= awake.length) return undefined
    for (const peer of sleepers) peer.sleep()
    return () => {
      for (const peer of sleepers) peer.wake(false)
    }
  },
}
