import { describe, expect, test } from 'vitest'
import { toHex } from '../../bytes/bytes.ts'
import { type Executed, executeBlock, isInvalid } from '../execute.ts'
import { inspect } from '../inspect.ts'
import { View } from '../store.ts'
import { activeSets, ancestorAt, lastActive, ownerAt, setsAt, standingOf } from './branch.ts'
import { Council } from './council.testing.ts'
import { tail } from './records.ts'
import { activeHash } from './sets.ts'

const EVERY_SLOT = { idleSlots: 1 }
const standing = ({ tree }: Executed) => standingOf(new View(tree))
const keysOf = (executed: Executed) =>
  activeSets(new View(executed.tree)).map(set => set.map(({ key }) => toHex(key)))

function good(made: ReturnType<Council['block']>): Executed {
  if (typeof made === 'string') throw new Error(made)
  return made.executed
}

describe('finality on a branch', () => {
  test('two certificates in consecutive views make the block below final, and let go of what is older', () => {
    const council = new Council(4, EVERY_SLOT)
    const head = council.run(council.begin, 5)
    // Block 5 carries the certificate of 4, whose own is for 3.
    expect(standing(head)).toMatchObject({ final: 3, newer: 5, busy: null })
    expect([...new View(head.tree).each(tail)].map(({ key: [height] }) => height)).toEqual([3, 4, 5])
  })

  test('a view left out makes nothing final', () => {
    const council = new Council(4, EVERY_SLOT)
    const two = council.run(council.begin, 2)
    const three = good(council.block(two, 5, { certify: 2, view: 5 }))
    const four = good(council.block(three, 6, { certify: 3 }))
    expect(standing(four).final).toBe(1)
    expect(standing(good(council.block(four, 7, { certify: 4 }))).final).toBe(3)
  })

  test('the longer form needs every block between to be justified', () => {
    const council = new Council(4, EVERY_SLOT)
    const two = council.run(council.begin, 2)
    const three = good(council.block(two, 3))
    const four = good(council.block(three, 4, { certify: 3 }))
    // 4 has 3 for its source, 3 has 1: the certificate for 3 makes 1 final only if 2 is justified.
    expect(standing(four).final).toBe(0)
    const also = good(council.block(three, 4, { certify: 2 }))
    expect(standing(good(council.block(also, 5, { certify: 3 }))).final).toBe(1)
  })
})

describe('what a header claims', () => {
  const council = new Council(4)
  const head = council.run(council.begin, 0)
  const slot = 60

  test('is held against its branch', () => {
    const owner = ownerAt(new View(head.tree), council.community.genesis, slot)
    const other = [0, 1, 2, 3].map(i => council.delegate(i)).find(({ key }) => key !== owner.key)!
    expect(council.open(head, slot, { producer: other.account })).toBe('block/producer')
    expect(council.open(head, slot, { view: slot + 1 })).toBe('block/view')
    expect(council.open(head, slot, { view: 0 })).toBe('block/view')
    expect(council.open(head, slot, { reveal: new Uint8Array(32) })).toBe('block/reveal')
  })

  test('a certificate is a quorum’s, of a block of this branch, for its own source', () => {
    const every = new Council(4, EVERY_SLOT)
    const two = every.run(every.begin, 2)
    const fine = every.certificate(two, 2)
    const code = (changed: Partial<typeof fine>) =>
      every.open(two, 3, { certificateOf: { ...fine, ...changed } })
    expect(typeof code({})).toBe('object')
    expect(code({ votes: fine.votes.slice(1) })).toBe('block/certificate')
    expect(code({ votes: [...fine.votes.slice(1), { ...fine.votes[0]!, signer: 4 }] })).toBe(
      'block/certificate',
    )
    expect(code({ block: every.begin.hash })).toBe('block/justify')
    expect(code({ source: two.hash })).toBe('block/justify')
    expect(code({ sourceView: 7 })).toBe('block/justify')
    expect(code({ height: 1 })).toBe('block/justify')
    expect(code({ view: 1 })).toBe('block/justify')
  })

  test('another peer finds the block valid, and knows whose signatures must hold', () => {
    const every = new Council(4, EVERY_SLOT)
    const two = every.run(every.begin, 2)
    const made = every.block(two, 3, { certify: 2 })
    if (typeof made === 'string') throw new Error(made)
    const seen = inspect(every.community, two, made.block)
    if (isInvalid(seen)) throw new Error(seen.code)
    expect(seen.signatures).toHaveLength(1 + 3)
    expect(seen).toMatchObject({ due: true, recovers: false, certificate: { height: 2 } })
    const executed = executeBlock(every.community, two, made.block, [])
    if (isInvalid(executed)) throw new Error(executed.code)
    expect(toHex(executed.tree.root())).toBe(toHex(made.executed.tree.root()))
  })
})

describe('quiet', () => {
  test('an idle branch is still for K slots', () => {
    const council = new Council(4)
    expect(council.block(council.begin, 59)).toBe('block/quiet')
    expect(good(council.block(council.begin, 60)).header.height).toBe(1)
  })

  test('a newer certificate alone makes no block while nothing waits for it', () => {
    const council = new Council(4)
    const first = good(council.block(council.begin, 60))
    expect(council.block(first, 61, { certify: 1 })).toBe('block/quiet')
  })
})

describe('hand over', () => {
  const turnover = (fresh: readonly number[]) => {
    const council = new Council(4, EVERY_SLOT)
    council.electing = () => fresh.map(number => council.delegate(number))
    return council
  }

  test('both sets are active from the boundary until what it elects is final, then the new one alone', () => {
    const council = turnover([2, 3, 4, 5])
    const boundary = council.run(council.begin, 20)
    const [old, fresh] = keysOf(boundary)
    expect(standing(boundary)).toMatchObject({ from: 0, to: 1, handover: { height: 20, slot: 20 } })
    expect(fresh).toEqual([2, 3, 4, 5].map(number => toHex(council.delegate(number).key)))
    // The certificate that 22 carries makes 20 final: both sets until there, the new one from its child on.
    const [one, two, three] = [1, 2, 3].map(more => council.run(boundary, more)) as [
      Executed,
      Executed,
      Executed,
    ]
    expect(keysOf(one)).toEqual([old, fresh])
    expect(standing(two)).toMatchObject({ final: 20, handover: null, from: 1, to: 1 })
    expect(keysOf(two)).toEqual([fresh])
    expect(three.header.active).toEqual(activeHash([[2, 3, 4, 5].map(n => council.delegate(n))]))
    expect(toHex(two.header.active)).toBe(toHex(one.header.active))
    expect(toHex(two.header.activeNext)).toBe(toHex(three.header.active))
    // A certificate for a block before that still needs both.
    expect(setsAt(new View(three.tree), 22)).toHaveLength(2)
    expect(setsAt(new View(three.tree), 23)).toHaveLength(1)
    const { slot } = two.header
    expect(lastActive(new View(three.tree), council.delegate(0).key)).toBe(slot)
    expect(lastActive(new View(three.tree), council.delegate(4).key)).toBe('active')
    expect(lastActive(new View(three.tree), council.delegate(7).key)).toBeUndefined()
  })

  test('a certificate of one set alone is none while both are active', () => {
    const council = turnover([4, 5, 6, 7])
    const boundary = council.run(council.begin, 20)
    const one = council.run(boundary, 1)
    const certificate = council.certificate(one, 21)
    expect(certificate.votes).toHaveLength(8)
    const votes = certificate.votes.filter(({ signer }) => signer < 4)
    expect(council.open(one, 22, { certificateOf: { ...certificate, votes } })).toBe('block/certificate')
  })

  test('nothing is elected while nothing is final, nor of the same members', () => {
    const stalled = turnover([2, 3, 4, 5])
    expect(standing(stalled.run(stalled.begin, 20, false))).toMatchObject({ to: 0, handover: null })
    const same = turnover([3, 2, 1, 0])
    expect(standing(same.run(same.begin, 20))).toMatchObject({ to: 0, handover: null })
    const few = turnover([4, 5, 6])
    expect(standing(few.run(few.begin, 20))).toMatchObject({ to: 0, handover: null })
  })

  test('the election is that of a block final at the boundary, not of a later one', () => {
    const council = new Council(4, EVERY_SLOT)
    council.electing = state => {
      const { height } = { height: [...(state as View).each(tail)].length && standingOf(state as View).final }
      return (height < 17 ? [2, 3, 4, 5] : [4, 5, 6, 7]).map(number => council.delegate(number))
    }
    const boundary = council.run(council.begin, 20)
    // At 20 the block 18 is final; the state after 18 saw 16 as final.
    expect(ancestorAt(new View(boundary.tree), 18)?.hash).toBeDefined()
    expect(keysOf(boundary)[1]).toEqual([2, 3, 4, 5].map(number => toHex(council.delegate(number).key)))
  })

  test('the seed is renewed at the boundary, from the reveals since the last one', () => {
    const council = new Council(4, EVERY_SLOT)
    const before = council.run(council.begin, 19)
    expect(toHex(standing(before).seed)).toBe(toHex(council.community.genesisHash))
    const after = council.run(before, 1)
    expect(toHex(standing(after).seed)).not.toBe(toHex(council.community.genesisHash))
    expect(standing(after).reveals.every(byte => byte === 0)).toBe(true)
  })
})
