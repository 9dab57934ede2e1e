import { expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { encode } from '../../bytes/codec.ts'
import { executeBlock, isInvalid } from '../execute.ts'
import { chainIdOf } from '../genesis.ts'
import { inspect } from '../inspect.ts'
import { View } from '../store.ts'
import { key } from '../toy.testing.ts'
import { isEra, ownerAt, setOf, standingOf } from './branch.ts'
import { type Claims, firstOwner } from './claims.ts'
import { Council } from './council.testing.ts'
import { eraHash, type Recovery, recoveryCodec, recoveryHash } from './recovery.ts'
import { renewSeed } from './schedule.ts'
import type { DelegateSet } from './sets.ts'

const SIGNATURE = new Uint8Array(64)

/** Four delegates of whom two are lost for good, and members who name a new set. */
function lost(
  signing: readonly number[],
  height = 6,
  electing?: (council: Council, start: number) => DelegateSet,
) {
  const council = new Council(4, { idleSlots: 1 })
  if (electing) council.electing = (_, start) => electing(council, start)
  const at = council.run(council.begin, height)
  const set = [0, 1, 10, 11].map(number => council.delegate(number))
  const signatures = signing
    .map(number => ({ account: council.delegate(number).account, device: key(number), signature: SIGNATURE }))
    .sort((a, b) => (toHex(a.account) < toHex(b.account) ? -1 : 1))
  const recovery: Recovery = { block: at.hash, delegates: set, signatures }
  const named = recoveryHash(recovery)
  const begun = eraHash(at.header.chain, recovery)
  const slot = 40
  const seed = renewSeed(standingOf(new View(at.tree)).seed, begun)
  const { account } = firstOwner(council.community.genesis, seed, set, slot)
  const owner = set.find(delegate => delegate.account === account)!
  const claims: Claims = {
    chain: chainIdOf(council.community.genesisHash, begun),
    slot,
    view: at.header.view + 1,
    producer: account,
    reveal: council.claims(at, slot).reveal,
    justify: { source: at.hash, view: at.header.view, certificate: named },
    certificate: encode(recoveryCodec, recovery),
  }
  return { council, at, set, recovery, claims, owner }
}

test('more than two thirds of the members begin a new era with a new set', () => {
  const { council, at, set, claims, owner } = lost([0, 1, 3])
  const named = claims.justify.certificate
  const good = { ...claims, reveal: council.revealOf(owner, claims.slot) }
  const made = council.block(at, claims.slot, good)
  if (typeof made === 'string') throw new Error(made)
  const state = new View(made.executed.tree)
  expect(standingOf(state)).toMatchObject({ era: 1, final: 6, from: 1, to: 1, handover: null })
  expect(toHex(standingOf(state).chain)).toBe(toHex(claims.chain))
  // What was signed in the era before can still be held against its signer.
  expect([claims.chain, at.header.chain, named].map(each => isEra(state, each))).toEqual([true, true, false])
  const seen = inspect(council.community, at, made.block)
  if (isInvalid(seen)) throw new Error(seen.code)
  expect(seen).toMatchObject({ recovers: true })
  expect(seen.signatures).toHaveLength(1 + 3)
  expect(isInvalid(executeBlock(council.community, at, made.block, []))).toBe(false)
  // The new set goes on: certificates are its own, and finality comes back.
  const on = council.run(made.executed, 1, false)
  const later = council.run(on, 2)
  expect(standingOf(new View(later.tree)).final).toBe(8)
  expect(set.map(each => toHex(each.account))).toContain(
    toHex(ownerAt(new View(later.tree), council.community.genesis, 99).account),
  )
})

test('fewer do not, nor for another block, nor with a key of no member', () => {
  const few = lost([0, 1])
  expect(few.council.open(few.at, 40, few.claims)).toBe('block/recovery')
  const { council, at, claims, recovery } = lost([0, 1, 3])
  const with_ = (changed: Partial<Recovery>): Claims => {
    const other = { ...recovery, ...changed }
    const named = recoveryHash(other)
    const chain = chainIdOf(council.community.genesisHash, eraHash(at.header.chain, other))
    const justify = { ...claims.justify, certificate: named }
    return { ...claims, chain, justify, certificate: encode(recoveryCodec, other) }
  }
  expect(council.open(at, 40, with_({ block: council.begin.hash }))).toBe('block/chain')
  expect(council.open(at, 40, with_({ delegates: [] }))).toBe('block/recovery')
  const twice = [0, 8].map(number => council.delegate(number))
  expect(council.open(at, 40, with_({ delegates: twice }))).toBe('block/recovery')
  const strange = recovery.signatures.map(each => ({ ...each, device: key(77) }))
  expect(council.open(at, 40, with_({ signatures: strange }))).toBe('block/recovery')
  expect(council.open(at, 40, { ...claims, certificate: null })).toBe('block/chain')
})

test('whichever two thirds have signed, it is the same era and the same schedule', () => {
  const one = lost([0, 1, 3])
  const other = lost([1, 2, 3])
  expect(toHex(other.claims.chain)).toBe(toHex(one.claims.chain))
  expect(toHex(other.claims.justify.certificate)).not.toBe(toHex(one.claims.justify.certificate))
  const states = [one, other].map(({ council, at, claims, owner }) => {
    const made = council.block(at, claims.slot, {
      ...claims,
      reveal: council.revealOf(owner, claims.slot),
    })
    if (typeof made === 'string') throw new Error(made)
    return standingOf(new View(made.executed.tree))
  })
  expect(states[1]).toEqual(states[0])
})

test('what was elected before the recovery, and presence of before, count no more', () => {
  const asked: number[] = []
  const found = lost([0, 1, 3], 18, (council, start) => {
    asked.push(start)
    return [2, 3, 8, 9].map(number => council.delegate(number))
  })
  const { council, at, claims, owner, set } = found
  asked.length = 0
  const begun = council.block(at, claims.slot, { ...claims, reveal: council.revealOf(owner, claims.slot) })
  if (typeof begun === 'string') throw new Error(begun)
  const boundary = council.run(begun.executed, 1, false)
  const state = new View(boundary.tree)
  expect(standingOf(state)).toMatchObject({ final: 18, from: 1, to: 1, handover: null, since: 18 })
  expect(setOf(state, 1)).toEqual(set)
  // By `block` and `run`, which make and check: all that is asked from now on is asked from the era's beginning.
  expect(new Set(asked)).toEqual(new Set([18]))
})
