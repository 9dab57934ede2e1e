// What a fault is: it begins, lasts some slots, and is made good.
import type { Executed } from '../../chain/execute.ts'
import type { Network } from '../network.ts'
import type { Peer } from '../peer.ts'
import type { Random } from '../random.ts'
import type { Third } from '../third.ts'

/** What a fault can reach. */
export interface Reach {
  readonly peers: readonly Peer[]
  readonly network: Pick<Network<unknown>, 'quality' | 'cut' | 'part' | 'heal'>
  readonly random: Random
  readonly hopMs: number
  readonly third: Third
  /** Hostile traffic, floods and bursts of one slot. */
  readonly pressure: { hostile: number; flood: number; burst: boolean }
  /** The head of an honest peer that is awake. */
  readonly tip: Executed
  /** Members vote, so that these peers are elected next; on each side of a partition by that side alone. */
  elect(candidates: readonly Peer[], voters?: readonly Peer[]): void
  /** A peer that was not there joins, from genesis or from a final state that somebody has. */
  join(peer: Peer, snapshot: boolean): void
  /** Members vote for the next version of the rules. */
  upgrade(): void
  /** A peer has lost what it signed: its key counts among the faulty from now on. */
  forget(peer: Peer): void
}

/** Makes it good again. */
export type Undo = () => void
export const nothing: Undo = () => {}

export interface Fault {
  /** How many slots it lasts. */
  readonly lasts: readonly [least: number, most: number]
  /** Whether this is the moment for it; any is, where left out. */
  ready?(reach: Reach): boolean
  /** Undefined where it cannot be. */
  begin(reach: Reach): Undo | undefined
}

export const up = ({ peers }: Pick<Reach, 'peers'>): Peer[] =>
  peers.filter(peer => peer.awake && !peer.halted)

/** How many blocks are left to the next boundary. */
export function toBoundary({ tip, peers }: Reach): number {
  const { epochBlocks } = peers[0]!.community.genesis
  return epochBlocks - (tip.header.height % epochBlocks)
}
