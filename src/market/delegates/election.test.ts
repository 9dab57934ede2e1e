import { describe, expect, test } from 'vitest'
import { elections } from '../../chain/consensus/records.ts'
import { balanceOf, lockedFor } from '../accounts/money.ts'
import { NO_NAME } from './bond.ts'
import {
  candidacyOf,
  EPOCH,
  elected,
  inOrder,
  member,
  present,
  stand,
  tamper,
  village,
  vote,
} from './delegates.testing.ts'
import { voteEnded } from './events.ts'
import { candidacies, presences, votes } from './records.ts'
import { tallyOf } from './tally.ts'

const tally = (bench: ReturnType<typeof village>, i: number) => tallyOf(bench.state, bench.account(member(i)))

test('the first delegates stand from the beginning, with their stakes', () => {
  const bench = village()
  for (let i = 0; i < 4; i++) {
    expect(candidacyOf(bench, i)).toMatchObject({ number: i + 1, status: 'standing', stake: 1000, base: 0 })
    expect(lockedFor(bench.state, bench.account(member(i)), 'candidacy', NO_NAME)).toBe(1000)
  }
  expect(() => village({ stake: 1_000_000_001 })).toThrow(/cannot lock its stake/)
})

describe('presence', () => {
  test('nobody is elected who has not posted it since the last boundary', () => {
    const bench = village()
    expect(elected(bench)).toEqual([])
    expect(present(bench, 2)).toBe('done')
    expect(elected(bench)).toEqual([2])
    expect(elected(bench, bench.head.header.height)).toEqual([])
  })

  test('it is posted once from one boundary to the next', () => {
    const bench = village()
    expect(present(bench, 1)).toBe('done')
    expect(present(bench, 1)).toBe('delegates/present')
    while (bench.head.header.height < EPOCH - 1) bench.pass(1)
    // The boundary block itself belongs to the epoch that it ends.
    expect(present(bench, 1)).toBe('delegates/present')
    expect(present(bench, 1)).toBe('done')
    expect(elected(bench, EPOCH)).toEqual([1])
  })

  test('it is for candidates', () => {
    expect(present(village(), 8)).toBe('delegates/not-standing')
  })
})

describe('an election', () => {
  const ready = (params = {}, genesis = {}) => {
    const bench = village(params, genesis)
    for (let i = 4; i < 8; i++) expect(stand(bench, i)).toBe('done')
    for (let i = 0; i < 8; i++) expect(present(bench, i)).toBe('done')
    return bench
  }

  test('takes the best, and among equals the smaller account', () => {
    const bench = ready()
    expect(elected(bench)).toEqual(inOrder(bench, [0, 1, 2, 3, 4, 5, 6, 7]).slice(0, 4))
    vote(bench, 0, [5, 7])
    vote(bench, 1, [5])
    const rest = inOrder(bench, [0, 1, 2, 3, 4, 6])
    expect(elected(bench)).toEqual([5, 7, ...rest.slice(0, 2)])
    vote(bench, 2, [7])
    expect(elected(bench).slice(0, 2)).toEqual(inOrder(bench, [5, 7]))
  })

  test('weighs by stake where the community says so', () => {
    const bench = ready({ weigh: 'stake' })
    vote(bench, 0, [5], 10)
    vote(bench, 1, [5], 10)
    vote(bench, 2, [6], 21)
    expect(elected(bench).slice(0, 2)).toEqual([6, 5])
    expect(tally(bench, 5)).toEqual({ members: 2, stake: 20 })
  })

  test('passes over those who have withdrawn, are gone or suspended, or have too little locked', () => {
    const bench = ready()
    for (const i of [4, 5, 6, 7]) vote(bench, i, [4, 5, 6, 7])
    expect(elected(bench)).toEqual(inOrder(bench, [4, 5, 6, 7]))
    bench.do(member(4), 'delegates/withdraw', {})
    bench.do(member(5), 'members/leave', {})
    bench.do(member(0), 'members/suspend', { account: bench.account(member(6)), reason: '' })
    expect(elected(bench)[0]).toBe(7)
    expect(elected(bench).slice(1)).toEqual(inOrder(bench, [0, 1, 2, 3]).slice(0, 3))
    tamper(bench, state => {
      const account = bench.account(member(7))
      state.put(candidacies, [account], { ...state.get(candidacies, [account])!, stake: 999 })
    })
    expect(elected(bench)).toEqual(inOrder(bench, [0, 1, 2, 3]))
  })

  test('in turns, takes all who stand and are present, in the order of their accounts', () => {
    const bench = ready({}, { turns: 'fixed' })
    vote(bench, 8, [5])
    expect(elected(bench)).toEqual(inOrder(bench, [0, 1, 2, 3, 4, 5, 6, 7]))
  })

  test('is what the kernel keeps of the last heights before a boundary', () => {
    const bench = ready()
    while (bench.head.header.height < EPOCH - 8) bench.pass(1)
    const kept = bench.state.get(elections, [EPOCH - 8])!
    expect(kept.map(({ account }) => account)).toEqual(elected(bench).map(i => bench.account(member(i))))
  })
})

describe('a vote', () => {
  test('locks its weight, replaces the one before, and is taken back', () => {
    const bench = village()
    const free = () => balanceOf(bench.state, bench.account(member(8))).free
    const all = free()
    expect(vote(bench, 8, [0, 1], 500)).toBe('done')
    expect(free()).toBe(all - 500)
    expect(vote(bench, 8, [0, 1], 500)).toBe('delegates/voted')
    expect(vote(bench, 8, [1, 2], 300)).toBe('done')
    expect([0, 1, 2].map(i => tally(bench, i))).toEqual([
      { members: 0, stake: 0 },
      { members: 1, stake: 300 },
      { members: 1, stake: 300 },
    ])
    expect(free()).toBe(all - 300)
    expect(vote(bench, 8, [], 1)).toBe('delegates/amount')
    expect(vote(bench, 8, [])).toBe('done')
    expect(free()).toBe(all)
    expect(vote(bench, 8, [])).toBe('delegates/voted')
    expect(bench.state.first(votes, [])).toBeUndefined()
  })

  test('is for few, who stand, with credits of one’s own', () => {
    const bench = village({ votes: 2 })
    expect(vote(bench, 8, [0, 1, 2])).toBe('delegates/too-many')
    expect(vote(bench, 8, [7])).toBe('delegates/no-candidate')
    bench.do(member(1), 'accounts/setLine', { account: bench.account(member(8)), line: 500 })
    expect(vote(bench, 8, [0], 1_000_000_001)).toBe('delegates/uncovered')
    expect(vote(bench, 8, [0], 1_000_000_000)).toBe('done')
  })

  test('is for one candidacy, not for the next of the same account', () => {
    const bench = village()
    vote(bench, 8, [3], 70)
    bench.do(member(3), 'delegates/withdraw', {})
    expect(stand(bench, 3, { base: 0 })).toBe('done')
    expect(tally(bench, 3)).toEqual({ members: 0, stake: 0 })
    expect(vote(bench, 8, [3], 70)).toBe('done')
    expect(tally(bench, 3)).toEqual({ members: 1, stake: 70 })
  })

  test('ends some time after the voter has gone, who has its credits back', () => {
    const bench = village({}, { intervalSlots: 10 })
    vote(bench, 8, [3], 70)
    bench.do(member(8), 'members/leave', {})
    expect(vote(bench, 8, [2], 70)).toBe('members/not-a-member')
    bench.pass(20)
    expect(bench.happened(voteEnded)).toEqual([{ account: bench.account(member(8)), stake: 70 }])
    expect(tally(bench, 3)).toEqual({ members: 0, stake: 0 })
    expect(balanceOf(bench.state, bench.account(member(8))).free).toBe(1_000_000_000)
  })

  test('can be taken back by who has gone', () => {
    const bench = village()
    vote(bench, 8, [3], 70)
    bench.do(member(8), 'members/leave', {})
    expect(vote(bench, 8, [])).toBe('done')
  })
})

test('presence ends with the candidacy', () => {
  const bench = village()
  stand(bench, 5)
  present(bench, 5)
  bench.do(member(5), 'delegates/withdraw', {})
  for (let i = 0; i < EPOCH; i++) bench.pass(2)
  bench.pass(100)
  expect(candidacyOf(bench, 5)).toBeUndefined()
  expect(bench.state.get(presences, [bench.account(member(5))])).toBeUndefined()
})
