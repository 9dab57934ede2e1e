// Delegates and their sets.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { bytes, list, struct, uint } from '../../bytes/codec.ts'
import { type Hash, hashOf } from '../../bytes/hash.ts'
import { divFloor } from '../../bytes/integer.ts'

export const MAX_DELEGATES = 101

export const delegateCodec = struct({
  account: bytes(20),
  /** Signs blocks and votes; lives and dies with its record (rule 9). */
  key: bytes(32),
  /** The end of its chain of reveals, and the slot that the chain counts from. */
  commitment: bytes(32),
  base: uint,
})
export type Delegate = ReturnType<typeof delegateCodec.read>

/** The delegates of an epoch, in the order that their turns are drawn from. */
export type DelegateSet = readonly Delegate[]

export const setCodec = list(delegateCodec, MAX_DELEGATES)
const setTag = struct({ delegates: setCodec }, 'set')
const activeTag = struct({ sets: list(bytes(32), 2) }, 'active')

/** A set stands for an epoch, and every header states its hash. */
const hashed = new WeakMap<DelegateSet, Hash>()

export function setHash(set: DelegateSet): Hash {
  const before = hashed.get(set)
  if (before) return before
  const hash = hashOf(setTag, { delegates: set })
  hashed.set(set, hash)
  return hash
}

/** The hash that a header states of the sets active at a block: one, or the old and the new in a hand-over. */
export const activeHash = (active: readonly DelegateSet[]): Hash =>
  hashOf(activeTag, { sets: active.map(setHash) })

/** ⌊2N/3⌋ + 1 */
export const quorumOf = (set: DelegateSet): number => divFloor(2 * set.length, 3) + 1

export const positionOf = (set: DelegateSet, key: Bytes): number =>
  set.findIndex(delegate => equalBytes(delegate.key, key))

/** Whether two sets have the same members with the same keys and reveals, in whatever order. */
export const sameMembers = (a: DelegateSet, b: DelegateSet): boolean =>
  a.length === b.length &&
  a.every(({ key, commitment }) => {
    const same = b[positionOf(b, key)]
    return same !== undefined && equalBytes(same.commitment, commitment)
  })
