import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import type { DelegateSet } from '../consensus/sets.ts'
import { Active } from './active.ts'
import { CHAIN, type Choice, certifyBlock, delegate, holds, setOf, TestChain } from './chain.testing.ts'
import { checkHandover } from './check.ts'
import { type Handover, packVotes, readHandover, unpackVotes, writeHandover } from './handover.ts'
import { leanest, nextHandover, packHandover, proveHandover } from './prove.ts'
import { checkpoint, Trust } from './trust.ts'
import { MAX_AHEAD, Walker } from './walker.ts'

const A = setOf(1, 2, 3, 4)
const B = setOf(3, 4, 5, 6)
const C = setOf(7, 8, 9, 10)

const trustIn = (set: DelegateSet, chain = CHAIN) => Trust.in(chain, 0, sha256(new Uint8Array()), [set])

/** Where a proof leads a reader; undefined where it is refused. */
function walk(trust: Trust, handover: Handover | undefined): Trust | undefined {
  const walker = new Walker(trust)
  const taken = handover ? walker.take(handover) : 'form'
  if (typeof taken === 'string') return undefined
  const { failed } = walker.verified(taken.token, taken.signatures.map(holds))
  return failed ? undefined : walker.trust
}

function chainOf(
  sets: readonly DelegateSet[],
  blocks: number,
  choice: (height: number) => Choice = () => ({}),
) {
  const chain = new TestChain(sets)
  while (chain.height < blocks) chain.grow(choice(chain.height + 1))
  return chain
}

const proofsOf = (chain: TestChain) => chain.boundaries.map(each => proveHandover(chain, each)!)

const choices = fc.array(
  fc.record({
    lag: fc.integer({ min: 0, max: 3 }),
    rise: fc.constantFrom(1, 1, 1, 1, 2),
    certified: fc.constantFrom(true, true, true, true, false),
  }),
  { minLength: 30, maxLength: 60 },
)

describe('an honest walk', () => {
  test('goes from set to set, whatever the pace of finality was', () => {
    let longest = 0
    fc.assert(
      fc.property(choices, picked => {
        const chain = new TestChain([A, B, C, A, B])
        for (const choice of picked) chain.grow(choice)
        let trust = trustIn(A)
        for (const boundary of chain.boundaries) {
          const handover = proveHandover(chain, boundary)
          // One that is open still may have no proof yet; one that was closed has.
          if (!handover) {
            expect(chain.final).toBeLessThan(boundary)
            continue
          }
          longest = Math.max(longest, handover.links.length)
          const wire = writeHandover(handover)
          expect(writeHandover(readHandover(wire)!)).toEqual(wire)
          const next = walk(trust, readHandover(wire))!
          expect(next.set).toEqual(chain.active(boundary + 1)![1])
          expect(next.height).toBeGreaterThanOrEqual(boundary)
          expect(next.hash).toEqual(chain.at(next.height).hash)
          trust = next
        }
      }),
      { numRuns: 100 },
    )
    // The longer form of rule 3 was there, too.
    expect(longest).toBeGreaterThan(1)
  })

  test('is checked ahead and accepted in order', () => {
    const proofs = proofsOf(chainOf([A, B, C, A], 30))
    const walker = new Walker(trustIn(A))
    const taken = proofs.map(proof => walker.take(proof) as { token: number; signatures: [] })
    expect(walker.waiting).toBe(3)
    const answer = (i: number, verdict = true) =>
      walker.verified(
        taken[i]!.token,
        taken[i]!.signatures.map(() => verdict),
      )
    expect(answer(2).passed).toHaveLength(0)
    expect(walker.trust.set).toEqual(A)
    expect(answer(0).passed).toHaveLength(1)
    expect(walker.trust.set).toEqual(B)
    expect(answer(1).passed).toHaveLength(2)
    expect(walker.trust.set).toEqual(A)
  })

  test('forgets what was built on a step that fails', () => {
    const proofs = proofsOf(chainOf([A, B, C, A], 30))
    const walker = new Walker(trustIn(A))
    const taken = proofs.map(proof => walker.take(proof) as { token: number; signatures: [] })
    const answer = (i: number, verdict: boolean) =>
      walker.verified(
        taken[i]!.token,
        taken[i]!.signatures.map(() => verdict),
      )
    answer(2, true)
    answer(0, true)
    expect(answer(1, false).failed).toBe(proofs[1])
    expect([walker.waiting, walker.trust.set, walker.ahead.set]).toEqual([0, B, B])
    // No verdicts are no signatures.
    const again = walker.take(proofs[1]!) as { token: number }
    expect(walker.verified(again.token, []).failed).toBe(proofs[1])
  })

  test('has a bound on what is under way', () => {
    const sets = Array.from({ length: MAX_AHEAD + 2 }, (_, i) => [A, B, C][i % 3]!)
    const proofs = proofsOf(chainOf(sets, 8 * (MAX_AHEAD + 2)))
    const walker = new Walker(trustIn(A))
    const taken = proofs.map(proof => walker.take(proof))
    expect(taken.indexOf('crowded')).toBe(MAX_AHEAD)
  })

  test('begins at a checkpoint, in the middle of a hand-over too', () => {
    const chain = chainOf([A, B, C], 30)
    const [first, second] = chain.boundaries as [number, number]
    const { header, hash } = chain.at(first + 1)
    const trust = checkpoint(hash, header, [A, B])!
    expect(trust.set).toEqual(B)
    expect(trust.joint!.sets).toEqual([A, B])
    expect(trust.closed().joint).toBeUndefined()
    expect(walk(trust, proveHandover(chain, second))!.set).toEqual(C)
    // Joining: another hash, or sets that it does not name, are not trusted.
    expect(checkpoint(chain.at(3).hash, header, [A, B])).toBeUndefined()
    expect(checkpoint(hash, header, [B])).toBeUndefined()
    expect(checkpoint(hash, header, [B, A])).toBeUndefined()
    expect(checkpoint(hash, header, [])).toBeUndefined()
  })

  test('finds the hand-overs, and none before it can be proven', () => {
    const chain = chainOf([A, B, C], 9)
    expect(nextHandover(chain, 0, 9, 8)).toBe(8)
    expect(nextHandover(chain, 8, 9, 8)).toBeUndefined()
    expect(proveHandover(chain, 8)!.height).toBe(8)
    expect(proveHandover(chainOf([A, B], 8), 8)).toBeUndefined()
    expect(proveHandover(chain, 5)).toBeUndefined()
  })
})

describe('a proof is refused', () => {
  const chain = chainOf([A, B, C, A], 30)
  const [first, second, third] = proofsOf(chain) as [Handover, Handover, Handover]
  const [boundary] = chain.boundaries as [number]
  const both = [A, B]
  const joint = new Active(CHAIN, both)
  /** Of a slower one: X, one between, Y. */
  const slow = chainOf([A, B], 20, height => ({ lag: height > 8 ? 1 : 0 }))
  const long = proveHandover(slow, 8)!
  const votesOf = (handover: Handover, link = 0) =>
    unpackVotes(joint.signers.length, handover.links[link]!.votes)!
  const withLink = (
    handover: Handover,
    link: number,
    changes: Partial<Handover['links'][number]>,
  ): Handover => ({
    ...handover,
    links: handover.links.map((each, i) => (i === link ? { ...each, ...changes } : each)),
  })

  test('with one byte changed, anywhere', () => {
    expect(long.links.length).toBe(2)
    for (const handover of [first, long]) {
      const wire = writeHandover(handover)
      const honest = walk(trustIn(A), handover)!
      for (let at = 0; at < wire.length; at++)
        for (const flip of [1, 0x80]) {
          const forged = wire.slice()
          forged[at]! ^= flip
          const led = walk(trustIn(A), readHandover(forged))
          expect({ at, led }).toEqual({ at, led: undefined })
        }
      expect(honest.set).toEqual(B)
    }
  })

  test('with a quorum one short in either set', () => {
    // Of the votes of both sets, as few as will do.
    expect(votesOf(first).map(({ signer }) => signer)).toEqual([0, 2, 3, 4])
    for (const gone of [0, 4]) {
      const votes = packVotes(
        6,
        votesOf(first).filter(({ signer }) => signer !== gone),
      )
      expect(checkHandover(trustIn(A), withLink(first, 0, { votes }))).toBe('quorum')
    }
  })

  test('with a vote that somebody else signed', () => {
    const votes = votesOf(first)
    const swapped = votes.map((vote, i) => ({ ...vote, signature: votes[(i + 1) % votes.length]!.signature }))
    expect(walk(trustIn(A), withLink(first, 0, { votes: packVotes(6, swapped) }))).toBeUndefined()
  })

  test('with a block between that is not justified', () => {
    const votes = packVotes(6, votesOf(long, 0).slice(1))
    expect(checkHandover(trustIn(A), withLink(long, 0, { votes }))).toBe('quorum')
    expect(walk(trustIn(A), { ...long, links: long.links.slice(1) })).toBeUndefined()
    expect(walk(trustIn(A), { ...long, links: long.links.slice(0, 1) })).toBeUndefined()
    expect(walk(trustIn(A), { ...long, links: [] })).toBeUndefined()
    // A chain where it never was makes no such proof.
    const gap = chainOf([A, B], 12, height => ({ lag: height > 8 ? 1 : 0, certified: height !== 9 }))
    expect(proveHandover(gap, 8)?.height).not.toBe(8)
  })

  test('with views that are not consecutive', () => {
    const jumped = chainOf([A, B], 10, height => ({ rise: height === 9 ? 2 : 1 }))
    expect(proveHandover(jumped, 8)?.height).not.toBe(8)
    const forged = forge(jumped, 9, 9)
    expect(walk(trustIn(A), forged)).toBeUndefined()
    expect(walk(trustIn(A), { ...forged, view: forged.view + 1 })).toBeUndefined()
  })

  test('with certificates that are not linked', () => {
    // Y's own source is not X but a block before it.
    const unlinked = chainOf([A, B], 12, height => ({ lag: height > 8 ? 2 : 0 }))
    const forged = forge(unlinked, 11, 11)
    expect(walk(trustIn(A), { ...forged, block: unlinked.at(10).hash })).toBeUndefined()
    // Votes for another block than the one shown.
    const other = chain.fork(boundary)
    const rival = certifyBlock(other.grow({ mark: 1 }))!
    const votes = packVotes(6, leanest(joint, rival))
    expect(walk(trustIn(A), withLink(first, 0, { votes }))).toBeUndefined()
  })

  test('with X below the boundary', () => {
    const last = chain.at(boundary)
    expect(last.active).toEqual([A])
    expect(walk(trustIn(A), forge(chain, boundary, boundary))).toBeUndefined()
  })

  test('with other members, or the same in another order', () => {
    const { members } = first
    expect(members.slice(0, 2)).toEqual([2, 3])
    const forgeries = [
      [3, 2, ...members.slice(2)],
      [...members.slice(0, 3), delegate(9)],
      members.slice(0, 3),
      [...members, delegate(9)],
      [...members, 0],
    ]
    for (const each of forgeries) expect(walk(trustIn(A), { ...first, members: each })).toBeUndefined()
    expect(checkHandover(trustIn(A), { ...first, members: [0, 1, 2, 3] })).toBe('members')
    expect(checkHandover(trustIn(A), { ...first, members: [] })).toBe('members')
    expect(checkHandover(trustIn(A), { ...first, members: [2, 2] })).toBe('members')
    expect(checkHandover(trustIn(A), { ...first, members: [4] })).toBe('members')
  })

  test('in any form but the one', () => {
    const wire = writeHandover(first)
    expect(readHandover(concatBytes(wire, new Uint8Array(1)))).toBeUndefined()
    expect(readHandover(wire.slice(0, -1))).toBeUndefined()
    const whole = { ...first, members: [delegate(3), ...first.members.slice(1)] }
    expect(checkHandover(trustIn(A), whole)).toBe('members')
    const named = withLink(first, 0, { source: { hash: first.block, view: first.view } })
    expect(checkHandover(trustIn(A), named)).toBe('form')
    const { signers, signatures } = first.links[0]!.votes
    const spare = {
      signers: signers.map(byte => byte | 1),
      signatures: concatBytes(signatures, signatures.slice(0, 64)),
    }
    expect(checkHandover(trustIn(A), withLink(first, 0, { votes: spare }))).toBe('votes')
    const more = { signers, signatures: concatBytes(signatures, signatures.slice(0, 64)) }
    expect(checkHandover(trustIn(A), withLink(first, 0, { votes: more }))).toBe('votes')
    const wide = { signers: concatBytes(signers, new Uint8Array(1)), signatures }
    expect(checkHandover(trustIn(A), withLink(first, 0, { votes: wide }))).toBe('votes')
  })

  test('when a hand-over was skipped, or it is of another era', () => {
    expect(walk(trustIn(A), second)).toBeUndefined()
    expect(walk(trustIn(B), first)).toBeUndefined()
    expect(walk(trustIn(A, sha256(new Uint8Array([7]))), first)).toBeUndefined()
  })

  test('when it is an older one between the same sets', () => {
    let trust = trustIn(A)
    for (const each of [first, second, third]) trust = walk(trust, each)!
    expect(trust.set).toEqual(A)
    // Once upon a time A handed over to B; whom it hands over to now is open.
    expect(checkHandover(trust, first)).toBe('height')
  })
})

/** A proof that claims the blocks from `from` to `to` to make the one before them final, true or not. */
function forge(chain: TestChain, from: number, to: number): Handover {
  const links = []
  for (let height = from; height <= to; height++) {
    const { header, certificate } = chain.at(height)
    links.push({ header, certificate: certificate! })
  }
  const forged = packHandover({ links }, new Active(CHAIN, [A, B]))
  return { ...forged, block: chain.at(from - 1).hash, view: chain.at(from - 1).header.view }
}

test('as few votes as make a quorum of every set, those first that count twice', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 10 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 10 }),
      (one, other) => {
        const active = new Active(CHAIN, [setOf(...one), setOf(...other)])
        const votes = active.signers.map((_, signer) => ({ signer, signature: new Uint8Array(64) }))
        const kept = leanest(active, { votes } as never).map(({ signer }) => signer)
        expect(active.isQuorum(kept)).toBe(true)
        for (const gone of kept) expect(active.isQuorum(kept.filter(signer => signer !== gone))).toBe(false)
      },
    ),
  )
})
