// A delegate that holds its key and misuses it. It runs an honest node, so as to know what is going on, and comes in
// between where the node wants something done.
import type { Effect } from '../../chain/node/effect.ts'
import type { Message } from '../../chain/node/message.ts'
import type { Transaction } from '../../chain/transaction.ts'
import type { Place } from '../place.ts'
import type { Random } from '../random.ts'
import type { Wire } from '../wire.ts'

export interface Behaviour {
  /** True where the effect was dealt with otherwise. */
  effect?(peer: Place, effect: Effect): boolean
  heard?(peer: Place, message: Message, from: string | undefined): void
  /** A slot begins by its clock. */
  slot?(peer: Place, slot: number): void
}

/** What the dishonest know and can do together: everything. */
export interface Plot {
  readonly peers: readonly Place[]
  readonly wire: Wire
  readonly random: Random
  /** Whether more than a third are asleep. */
  night(): boolean
  /** Whether links are cut. */
  parted(): boolean
  /** One of its ways has been used: a campaign in which it never was has not tried it. */
  did(way: string): void
  /** All misbehaviour ends: the run is to settle. */
  over(): boolean
  /** A batched command of this peer's account; undefined where there is none. */
  batched(peer: Place): Transaction | undefined
  /** Its account's presence. */
  presence(peer: Place): Transaction | undefined
}

export type MakeBehaviour = (plot: Plot) => Behaviour

/** Some of the others, drawn anew each time. */
export function half(plot: Plot, peer: Place): [Place[], Place[]] {
  const some: Place[] = []
  const rest: Place[] = []
  for (const each of plot.peers) if (each !== peer) (plot.random.once(2) ? some : rest).push(each)
  return [some, rest]
}

/** Whether a peer's node is about to send a block of its own. */
export function ownBlock(peer: Place, effect: Effect): Extract<Message, { kind: 'block' }> | undefined {
  if (effect.kind !== 'send' || effect.message.kind !== 'block') return undefined
  const { producer } = effect.message.block.header
  return String(producer) === String(peer.delegate?.account) ? effect.message : undefined
}
