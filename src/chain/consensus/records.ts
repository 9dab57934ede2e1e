// What the state says of consensus: all that is read off a branch stands in it, so that a peer which begins at a
// snapshot judges the next block as every other peer does.
import { bool, bytes, optional, struct, u32, uint } from '../../bytes/codec.ts'
import { KERNEL } from '../kernel/records.ts'
import { keyHash, keyU32, keyU48, table } from '../table.ts'
import { setCodec } from './sets.ts'

const place = struct({ height: uint, slot: uint })

export const standing = table({
  module: KERNEL,
  id: 9,
  name: 'standing',
  key: [],
  value: struct({
    /** How many recoveries there have been, and what everything signed since the last one names. */
    era: u32,
    chain: bytes(32),
    /** The height of the block that the era begins on. */
    since: uint,
    /** The schedule's seed, and the reveals since the last boundary folded into one hash. */
    seed: bytes(32),
    reveals: bytes(32),
    /** The newest height that the certificates on this branch make final. */
    final: uint,
    /** The numbers of the sets active at the next block: one, or in a hand-over the old and the new. */
    from: u32,
    to: u32,
    /** The boundary block whose hand-over is open. */
    handover: optional(place),
    /** The slot of the last block that carried a newer certificate than its parent. */
    newer: uint,
    /** The earliest block that is neither empty nor final by the certificates on this branch. */
    busy: optional(place),
  }),
  life: 'for good',
})
export type Standing = ReturnType<typeof standing.value.read>

export const sets = table({
  module: KERNEL,
  id: 10,
  name: 'set',
  key: [keyU32],
  value: setCodec,
  life: 'until no block from the final one on has it active',
})

/** The blocks from the final one on, as rule 3 and certificates ask for them. */
export const tail = table({
  module: KERNEL,
  id: 11,
  name: 'tail',
  key: [keyU48],
  value: struct({
    /** Known from its child on. */
    hash: optional(bytes(32)),
    slot: uint,
    view: uint,
    /** The height of the block that its own certificate is for. */
    source: uint,
    /** Whether a certificate for it stands on this branch. */
    justified: bool,
    busy: bool,
    /** The sets active at it. */
    from: u32,
    to: u32,
  }),
  life: 'until a later block is final by the certificates on its branch',
})
export type TailBlock = ReturnType<typeof tail.value.read>

export const revealed = table({
  module: KERNEL,
  id: 12,
  name: 'delegate key',
  key: [keyHash],
  value: struct({
    /** The last of its reveals on this branch, and where the chain of them begins. */
    slot: uint,
    value: bytes(32),
    base: uint,
    /** The slot of the last block at which it was in an active set; null while it is in one. */
    left: optional(uint),
  }),
  life: 'for good: a key that was a delegate’s can be accused, and goes on with its reveals if it is elected again',
})

export const eras = table({
  module: KERNEL,
  id: 14,
  name: 'era',
  key: [keyU32],
  /** Its chain id; that of the era now is in the standing. */
  value: bytes(32),
  life: 'for good, one a recovery: what was signed in it can still be held against its signer',
})

/** The set that would be elected by the state after one of the last blocks before a boundary. */
export const elections = table({
  module: KERNEL,
  id: 13,
  name: 'election',
  key: [keyU48],
  value: setCodec,
  life: 'until the boundary',
})
