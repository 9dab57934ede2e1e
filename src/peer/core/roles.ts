// Who is what, as the state at the head says: this device, its delegate's key, and others.
import { type Bytes, equalBytes, toHex } from '../../bytes/bytes.ts'
import { activeSets } from '../../chain/consensus/branch.ts'
import { accountOf, ownerOf } from '../../chain/kernel/keys.ts'
import type { Halt } from '../../chain/node/effect.ts'
import type { Reading } from '../../chain/store.ts'
import { memberOf } from '../../market/members/standing.ts'
import type { Who } from '../../mesh/handshake/index.ts'
import type { DelegateState, HaltSight, Status } from '../status.ts'
import { isStanding } from './duties.ts'
import type { Side, Signing } from './side.ts'

/** Whether a delegate's key is of a set that is active. */
export const isActive = (state: Reading | undefined, key: Bytes | undefined): boolean =>
  state !== undefined &&
  key !== undefined &&
  activeSets(state).some(set => set.some(each => equalBytes(each.key, key)))

/** Whose device a key is. */
export function whoIs(side: Side, key: Bytes): Who {
  const { state } = side
  // Without a ledger of its own it believes what others say of themselves.
  if (!state || side.isJoining) return { kind: 'unsaid' }
  const account = ownerOf(state, key)
  if (!account) return { kind: 'stranger' }
  if (memberOf(state, account)?.status === 'excluded') return { kind: 'banned' }
  const delegate = activeSets(state).some(set => set.some(each => equalBytes(each.account, account)))
  return { kind: 'member', account, delegate }
}

/** What this device's holder is in the community. */
export function roleIn(state: Reading, device: Bytes, key: Bytes | undefined): Status['role'] {
  if (isActive(state, key)) return 'delegate'
  const account = ownerOf(state, device)
  if (!account || !memberOf(state, account)) return 'guest'
  return key && isStanding(state, account, key) ? 'candidate' : 'member'
}

export function delegateState(state: Reading, device: Bytes, key: Bytes, signing: Signing): DelegateState {
  const { view, lock, slot, votes, blocks, mayVote, stopped } = signing
  const account = ownerOf(state, device)
  const standing = account !== undefined && isStanding(state, account, key)
  const idle = standing ? 'standing' : 'unregistered'
  const working = mayVote ? 'voting' : 'asking'
  return {
    key: toHex(key),
    state: stopped ? 'stopped' : isActive(state, key) ? working : idle,
    ...{ view, lock, slot, votes, blocks },
  }
}

/** Whether the account would be lost with this device. */
export function isOnlyKey(state: Reading | undefined, device: Bytes): boolean {
  const account = state && ownerOf(state, device)
  return account !== undefined && accountOf(state!, account)?.devices.length === 1
}

export function haltSight(halt: Halt): HaltSight {
  switch (halt.reason) {
    case 'conflicting-finals': {
      const { reason, held, other, keys } = halt
      return { reason, held: toHex(held.hash), other: toHex(other.hash), keys: keys.map(toHex) }
    }
    case 'recovery':
      return { reason: halt.reason, held: toHex(halt.held.hash), other: toHex(halt.other.hash) }
    default:
      return halt
  }
}
