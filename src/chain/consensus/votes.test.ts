import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../bytes/codec.ts'
import { sha256 } from '../../bytes/hash.ts'
import { isOffence } from './evidence.ts'
import { viewOf, viewsHold } from './propose.ts'
import { FRESH_RECORD, recordVote } from './record.ts'
import { activeHash, type DelegateSet, quorumOf, sameMembers } from './sets.ts'
import {
  type Ballot,
  certificateCodec,
  certificateSignatures,
  certify,
  signersOf,
  type Vote,
} from './votes.ts'

const hash = (i: number) => sha256(new Uint8Array([i]))
const setOf = (...keys: number[]): DelegateSet =>
  keys.map(i => ({
    account: new Uint8Array(20).fill(i),
    key: new Uint8Array(32).fill(i),
    commitment: hash(i),
    base: 0,
  }))
const ballot: Ballot = { height: 5, view: 7, block: hash(1), sourceView: 6, source: hash(2) }
const vote = (i: number, changes: Partial<Ballot> = {}): Vote => ({
  ...ballot,
  ...changes,
  key: new Uint8Array(32).fill(i),
  signature: new Uint8Array(64).fill(i),
})
const CHAIN = hash(9)

test('a quorum is more than two thirds', () => {
  const sizes = [1, 2, 3, 4, 5, 6, 7, 21]
  expect(sizes.map(size => quorumOf(setOf(...Array.from({ length: size }, (_, i) => i))))).toEqual([
    1, 2, 3, 3, 4, 5, 5, 15,
  ])
})

describe('certificates', () => {
  const set = setOf(1, 2, 3, 4)

  test('need a quorum of votes for the same block and source, each key counting once', () => {
    expect(certify([vote(1), vote(2)], [set])).toBeUndefined()
    expect(certify([vote(1), vote(2), vote(2), vote(9)], [set])).toBeUndefined()
    expect(certify([vote(1), vote(2), vote(3, { source: hash(8) })], [set])).toBeUndefined()
    expect(certify([vote(1), vote(2), vote(3, { sourceView: 5 })], [set])).toBeUndefined()
    expect(certify([vote(3), vote(1), vote(2)], [set])!.votes.map(({ signer }) => signer)).toEqual([0, 1, 2])
  })

  test('need a quorum of every set in a hand-over; one signature counts in both', () => {
    const next = setOf(3, 4, 5, 6)
    expect(signersOf([set, next]).map(key => key[0])).toEqual([1, 2, 3, 4, 5, 6])
    expect(certify([vote(1), vote(2), vote(3)], [set, next])).toBeUndefined()
    expect(certify([vote(1), vote(3), vote(4)], [set, next])).toBeUndefined()
    const both = certify([vote(1), vote(3), vote(4), vote(5)], [set, next])!
    expect(both.votes).toHaveLength(4)
    expect(certificateSignatures(CHAIN, both, [set, next])).toHaveLength(4)
    // The same bytes under another idea of who is active are no certificate.
    expect(certificateSignatures(CHAIN, both, [setOf(1, 2, 3, 4, 5, 6, 7)])).toBeUndefined()
  })

  test('are read back, and refused with a signer twice or one that is nobody', () => {
    const certificate = certify([vote(1), vote(2), vote(3)], [set])!
    expect(decode(certificateCodec, encode(certificateCodec, certificate))).toEqual(certificate)
    const twice = { ...certificate, votes: [certificate.votes[0]!, certificate.votes[0]!] }
    expect(() => encode(certificateCodec, twice)).toThrow()
    const stranger = {
      ...certificate,
      votes: [...certificate.votes.slice(0, 2), { signer: 9, signature: new Uint8Array(64) }],
    }
    expect(certificateSignatures(CHAIN, stranger, [set])).toBeUndefined()
  })
})

test('sets are told apart by members, keys and order', () => {
  expect(sameMembers(setOf(1, 2, 3), setOf(3, 1, 2))).toBe(true)
  expect(sameMembers(setOf(1, 2, 3), setOf(1, 2, 4))).toBe(false)
  const hashes = [[setOf(1, 2)], [setOf(2, 1)], [setOf(1, 2), setOf(3)], [setOf(3), setOf(1, 2)]].map(
    active => activeHash(active).join(),
  )
  expect(new Set(hashes).size).toBe(4)
})

test('a record only ever rises, and refuses what would break a promise', () => {
  const first = recordVote(FRESH_RECORD, ballot)!
  expect(first).toEqual({ view: 7, lock: 6 })
  expect(recordVote(first, ballot)).toBeUndefined()
  expect(recordVote(first, { ...ballot, view: 8, sourceView: 5 })).toBeUndefined()
  expect(recordVote(first, { ...ballot, view: 8 })).toEqual({ view: 8, lock: 6 })
})

test('evidence: two blocks at one view, or one vote around another; nothing else', () => {
  expect(isOffence(ballot, { ...ballot, block: hash(3) })).toBe(true)
  expect(isOffence(ballot, { ...ballot })).toBe(false)
  expect(isOffence({ ...ballot, view: 9, sourceView: 1 }, { ...ballot, view: 8, sourceView: 2 })).toBe(true)
  expect(isOffence({ ...ballot, view: 8, sourceView: 2 }, { ...ballot, view: 9, sourceView: 1 })).toBe(true)
  expect(isOffence({ ...ballot, view: 9, sourceView: 8 }, { ...ballot, view: 7, sourceView: 6 })).toBe(false)
})

test('views rise along a branch, catch up, and never pass the slot', () => {
  expect(viewOf(3, 10, 3)).toBe(4)
  expect(viewOf(3, 10, 7)).toBe(8)
  expect(viewOf(3, 6, 7)).toBe(6)
  expect(viewOf(3, 4, 3)).toBe(4)
  const parent = { view: 3, sourceView: 2 }
  expect(viewsHold(parent, { view: 4, slot: 4, sourceView: 3 })).toBe(true)
  expect(viewsHold(parent, { view: 3, slot: 4, sourceView: 3 })).toBe(false)
  expect(viewsHold(parent, { view: 5, slot: 4, sourceView: 3 })).toBe(false)
  expect(viewsHold(parent, { view: 4, slot: 4, sourceView: 1 })).toBe(false)
})
