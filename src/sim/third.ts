// Who counts among the faulty: the dishonest, and delegates that lost their memory. A run's plan keeps them below a third
// of every set, but where it means to exceed it.
import { equalBytes } from '../bytes/bytes.ts'
import { nameOf32 } from '../bytes/name.ts'
import { activeSets } from '../chain/consensus/branch.ts'
import type { DelegateSet } from '../chain/consensus/sets.ts'
import type { Executed } from '../chain/execute.ts'
import { View } from '../chain/store.ts'
import type { Place } from './place.ts'

export class Third {
  /** How many keys may be faulty in all. */
  readonly budget: number
  /** A third of some set was faulty after all: what follows then is no violation. */
  exceeded = false
  private readonly faulty = new Map<string, Place>()
  private readonly seen = new Set<string>()

  constructor(budget: number) {
    this.budget = budget
  }

  get count(): number {
    return this.faulty.size
  }

  isFaulty(peer: Place): boolean {
    const key = peer.delegate?.signer.publicKey
    return key !== undefined && this.faulty.has(nameOf32(key))
  }

  /** Counts this peer among the faulty, if there is room for it. */
  take(peer: Place): boolean {
    if (!peer.delegate || this.isFaulty(peer)) return true
    if (this.faulty.size >= this.budget) return false
    this.faulty.set(nameOf32(peer.delegate.signer.publicKey), peer)
    this.seen.clear()
    return true
  }

  /** Looks at the sets that a block makes active. */
  watch({ header, tree }: Executed): void {
    if (this.faulty.size === 0) return
    const name = nameOf32(header.activeNext)
    if (this.seen.has(name)) return
    this.seen.add(name)
    for (const set of activeSets(new View(tree))) if (3 * this.among(set) >= set.length) this.exceeded = true
  }

  private among(set: DelegateSet): number {
    let count = 0
    for (const { key } of set) if (this.faulty.has(nameOf32(key))) count += 1
    return count
  }

  /** Whether a quorum of every active set is honest, awake and in good memory. */
  quorumAwake({ tree }: Executed, peers: readonly Place[]): boolean {
    return activeSets(new View(tree)).every(set => {
      const awake = set.filter(({ key }) =>
        peers.some(
          peer =>
            peer.awake &&
            !peer.halted &&
            !this.faulty.has(nameOf32(key)) &&
            peer.delegate !== undefined &&
            equalBytes(peer.delegate.signer.publicKey, key),
        ),
      )
      return 3 * awake.length > 2 * set.length
    })
  }
}
