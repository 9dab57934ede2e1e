// How a peer is, put together from its parts: one look at all of them at once.
import type { HaltSight, Status } from '../status.ts'
import type { Converse } from './converse.ts'
import type { Counter } from './counts.ts'
import type { Neighbours } from './neighbours.ts'
import type { Own } from './own.ts'
import type { SlotClock } from './platform.ts'
import type { Revealing } from './revealing.ts'
import { delegateState, isOnlyKey, roleIn } from './roles.ts'
import type { RoomLook } from './room.ts'
import type { Side } from './side.ts'
import type { Vault } from './vault.ts'
import type { Verifying } from './verifying.ts'

export interface Parts {
  readonly side: Side
  readonly converse: Converse
  readonly neighbours: Neighbours
  readonly own: Own
  readonly verifying: Verifying
  readonly room: RoomLook
  readonly vault: Vault
  readonly delegate: Revealing | undefined
  readonly drops: Counter
  readonly done: Counter
  readonly mode: Status['mode']
  readonly isClosed: boolean
  /** What a light peer was shown of its own account. */
  readonly belongs: boolean
  readonly refused: Status['refused']
  readonly relays: Status['relays']
  readonly life: Status['life']
  readonly halt: HaltSight | null
  readonly clock: SlotClock
  readonly correction: Status['clock']
}

/** Blocks that one may lack and still follow. */
const CLOSE = 2

export function statusOf(parts: Parts): Status {
  const { side, converse, neighbours, mode, refused, relays, life, halt } = parts
  const { head, final } = side
  const { slot } = parts.clock
  const lag = Math.max(0, converse.furthest.head - (head?.height ?? 0))
  const progress = converse.snapshotProgress
  return {
    ...{ mode, seat: 'peer', stage: stageOf(parts, lag), role: standingOf(parts) },
    ...{ head, final, slot, lag },
    finalityLag: final ? Math.max(0, slot - final.slot) : 0,
    snapshot: progress ? { here: progress.here, total: progress.total ?? null } : null,
    ...{ links: neighbours.links, refused, relays, clock: parts.correction, life },
    queues: { ...side.queues, ...prefixed('mesh', converse.sizes) },
    drops: parts.drops.all,
    done: { ...parts.done.all, signatures: parts.verifying.done },
    traffic: { bytesIn: neighbours.bytesIn, bytesOut: neighbours.bytesOut },
    store: { ...parts.room.sight, ...side.store },
    delegate: delegateOf(parts),
    halt,
    onlyCopies: onlyCopies(parts),
  }
}

function stageOf({ isClosed, neighbours, side }: Parts, lag: number): Status['stage'] {
  if (isClosed) return 'closed'
  if (neighbours.size === 0) return 'alone'
  if (side.isJoining) return 'joining'
  return lag > CLOSE ? 'behind' : 'live'
}

function standingOf({ side, vault, delegate, belongs }: Parts): Status['role'] {
  const { state, isJoining } = side
  if (!state || isJoining) return belongs ? 'member' : 'guest'
  return roleIn(state, vault.device.publicKey, delegate?.key)
}

function delegateOf({ side, vault, delegate }: Parts): Status['delegate'] {
  const { state, signing } = side
  return delegate && state && signing
    ? delegateState(state, vault.device.publicKey, delegate.key, signing)
    : null
}

function onlyCopies({ side, vault, delegate, neighbours, own, mode }: Parts): Status['onlyCopies'] {
  const copies: Status['onlyCopies'][number][] = []
  if (isOnlyKey(side.state, vault.device.publicKey)) copies.push('device-key')
  if (delegate) copies.push('delegate-key')
  if (neighbours.size === 0) {
    if (own.waiting.length > 0) copies.push('transactions')
    if (mode === 'full' && (side.head?.height ?? 0) > 0) copies.push('ledger')
  }
  return copies
}

const prefixed = (prefix: string, counts: { readonly [name: string]: number }) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}.${name}`, count]))
