import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../bytes/codec.ts'
import { schedule } from '../../chain/kernel/records.ts'
import { paramsOf, rulesOf } from '../../chain/kernel/rules.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { registry } from '../../chain/registry.ts'
import { membersParams } from '../members/params.ts'
import { ROLE } from '../members/roles.ts'
import { version1 } from '../registry.ts'
import { Bench, deviceKey, neighbours } from '../testing.ts'
import { type Change, changeCodec } from './change.ts'
import { codes } from './codes.ts'
import * as events from './events.ts'
import { rulesModule } from './index.ts'
import { rulesParams } from './params.ts'
import { proposals, tally, votes } from './records.ts'

const REGULATOR = deviceKey(99)
const member = (i: number) => deviceKey(i)

/** Nine members who vote and a regulator who does not. */
const village = (rules: object = {}, genesis: object = {}) =>
  new Bench(
    {
      founders: [
        ...neighbours(9),
        { devices: [{ key: REGULATOR, scopes: ALL_SCOPES }], roles: ROLE.regulator },
      ],
      genesis,
      rules: { leastSlots: 5, mostSlots: 100, openProposals: 3, noticeBlocks: 4, ...rules },
    },
    new Map([
      [1, registry(...version1)],
      [2, registry(...version1)],
    ]),
  )

const toShare = (passPercent: number): Change => ({
  kind: 'parameters',
  module: 'rules',
  params: encode(rulesParams.params, {
    passPercent,
    openProposals: 3,
    leastSlots: 5,
    mostSlots: 100,
    noticeBlocks: 4,
  }),
})
const toVersion = (version: number, height = 0): Change => ({ kind: 'version', version, height })

const propose = (bench: Bench, who: Uint8Array, change: Change, slots = 50) =>
  bench.do(who, 'rules/propose', { change, until: bench.slot + slots })
const vote = (bench: Bench, who: Uint8Array, yes = true, number = 1) =>
  bench.do(who, 'rules/vote', { number, yes })

test('a change passes with the first vote that makes more than half of the members', () => {
  const bench = village()
  expect(propose(bench, member(3), toShare(60))).toBe('done')
  expect(bench.happened(events.proposed)).toEqual([
    { number: 1, proposer: bench.account(member(3)), until: 50 },
  ])
  for (let i = 0; i < 4; i++) expect(vote(bench, member(i))).toBe('done')
  expect(paramsOf(bench.state, rulesParams).passPercent).toBe(50)
  expect(vote(bench, member(4))).toBe('done')
  expect(paramsOf(bench.state, rulesParams).passPercent).toBe(60)
  expect(bench.happened(events.closed)).toEqual([
    { number: 1, result: 'passed', yes: 5, no: 0, electorate: 9 },
  ])
  expect(bench.happened(events.changed)).toHaveLength(1)
  expect(vote(bench, member(5))).toBe('rules/not-open')
  expect(bench.state.first(proposals, [])).toBeUndefined()
  expect(bench.state.first(votes, [])).toBeUndefined()
  expect(bench.state.first(schedule, [])).toBeUndefined()
})

test('the share that must say yes is a parameter', () => {
  const bench = village({ passPercent: 66 })
  propose(bench, member(0), toShare(50))
  for (let i = 0; i < 5; i++) vote(bench, member(i))
  expect(bench.happened(events.closed)).toEqual([])
  vote(bench, member(5))
  expect(bench.happened(events.closed)).toMatchObject([{ result: 'passed', yes: 6 }])
})

test('what has not passed by its slot is rejected', () => {
  const bench = village()
  propose(bench, member(0), toShare(60))
  for (let i = 0; i < 4; i++) vote(bench, member(i))
  for (let i = 4; i < 9; i++) vote(bench, member(i), false)
  bench.block([], 49)
  expect(bench.happened(events.closed)).toEqual([])
  const late = bench.send(member(8), 'rules/vote', { number: 1, yes: true })
  expect(bench.block([late], 50)).toMatchObject([{ code: 'rules/not-open' }])
  expect(bench.happened(events.closed)).toEqual([
    { number: 1, result: 'rejected', yes: 4, no: 5, electorate: 9 },
  ])
  expect(bench.state.get(tally, [])).toEqual({ newest: 1, open: 0 })
  expect(bench.state.first(votes, [])).toBeUndefined()
})

test('a vote can be changed until the end, and counts once', () => {
  const bench = village()
  propose(bench, member(0), toShare(60))
  vote(bench, member(1), false)
  vote(bench, member(1), true)
  vote(bench, member(2), true)
  vote(bench, member(2), false)
  expect(bench.state.get(proposals, [1])).toMatchObject({ yes: 1, no: 1 })
})

test('leaving after a vote does not make the others’ votes count less', () => {
  const bench = village()
  propose(bench, member(0), toShare(60))
  for (let i = 2; i < 6; i++) {
    vote(bench, member(i))
    expect(bench.do(member(i), 'members/leave', {})).toBe('done')
  }
  expect(bench.state.get(proposals, [1])).toMatchObject({ yes: 4, closed: false })
  expect(vote(bench, member(6))).toBe('done')
  expect(bench.happened(events.closed)).toMatchObject([{ result: 'passed', yes: 5, electorate: 9 }])
})

describe('a new version of the rules', () => {
  const pass = (bench: Bench, change: Change, number = 1) => {
    propose(bench, member(number), change)
    for (let i = 0; i < 5; i++) vote(bench, member(i), true, number)
  }
  test('comes into force after the notice at the soonest', () => {
    const bench = village()
    pass(bench, toVersion(2, 3))
    const { height } = bench.head.header
    expect(bench.happened(events.announced)).toEqual([{ version: 2, height: height + 4 }])
    for (let i = 0; i < 3; i++) bench.pass(1)
    expect(bench.head.header.rules).toBe(1)
    bench.pass(1)
    expect(bench.head.header.rules).toBe(2)
    expect(rulesOf(bench.state)).toEqual({ version: 2, next: null })
    expect(propose(bench, member(8), toVersion(2))).toBe('rules/not-newer')
  })
  test('comes into force at a later height that was voted for', () => {
    const bench = village()
    pass(bench, toVersion(2, 500))
    expect(rulesOf(bench.state)).toEqual({ version: 1, next: { version: 2, height: 500 } })
  })
  test('is void where it is no longer newer when it passes', () => {
    const bench = village()
    propose(bench, member(7), toVersion(2, 3))
    propose(bench, member(8), toVersion(2, 3))
    for (let i = 0; i < 5; i++) vote(bench, member(i))
    for (let i = 0; i < 5; i++) bench.pass(1)
    for (let i = 0; i < 5; i++) vote(bench, member(i), true, 2)
    expect(bench.happened(events.closed)).toMatchObject([{ number: 2, result: 'void' }])
    expect(bench.happened(events.announced)).toEqual([])
  })
})

test('the votes of a large community are cleared away in as many blocks as that takes', () => {
  const bench = new Bench({
    founders: neighbours(40),
    rules: { leastSlots: 5, mostSlots: 100 },
    genesis: { hookBudget: 8 },
  })
  propose(bench, member(0), toShare(60), 10)
  const all = Array.from({ length: 20 }, (_, i) =>
    bench.send(member(i), 'rules/vote', { number: 1, yes: true }),
  )
  bench.block(all)
  bench.block([], 10)
  expect(bench.happened(events.closed)).toMatchObject([{ result: 'rejected', yes: 20 }])
  let blocks = 0
  while (bench.state.first(proposals, [])) {
    expect(vote(bench, member(30))).toBe('rules/not-open')
    // Others go on meanwhile.
    expect(propose(bench, member(21 + blocks), toShare(55))).toBe('done')
    blocks += 1
    if (blocks === 2) break
  }
  expect(blocks).toBe(2)
  expect(bench.state.first(votes, [1])).toBeUndefined()
})

test('a change is read back as it was written, and nothing else is', () => {
  for (const change of [toShare(70), toVersion(7, 900)])
    expect(decode(changeCodec, encode(changeCodec, change))).toEqual(change)
  const wrong = encode(changeCodec, toVersion(7, 900))
  wrong[0] = 0x84
  expect(() => decode(changeCodec, wrong)).toThrow('range')
})

const other = (params: Uint8Array, module = 'members'): Change => ({ kind: 'parameters', module, params })

const scenarios: Record<keyof typeof codes, (bench: Bench) => string> = {
  'rules/until': bench => propose(bench, member(0), toShare(60), 5),
  'rules/one-each': bench => {
    propose(bench, member(0), toShare(60))
    return propose(bench, member(0), toShare(61))
  },
  'rules/crowded': bench => {
    for (let i = 0; i < 3; i++) expect(propose(bench, member(i), toShare(60))).toBe('done')
    return propose(bench, member(3), toShare(60))
  },
  'rules/not-newer': bench => propose(bench, member(0), toVersion(1)),
  'rules/no-module': bench => propose(bench, member(0), other(new Uint8Array(0), 'nothing')),
  'rules/form': bench => propose(bench, member(0), other(new Uint8Array(3))),
  'rules/nonsense': bench => {
    const params = { ...paramsOf(bench.state, membersParams), criteria: [''] }
    return propose(bench, member(0), other(encode(membersParams.params, params)))
  },
  'rules/not-open': bench => vote(bench, member(0)),
  'rules/voted': bench => {
    propose(bench, member(0), toShare(60))
    vote(bench, member(0))
    return vote(bench, member(0))
  },
}

test('every code of the module stands here', () => {
  expect(Object.keys(scenarios).sort()).toEqual(Object.keys(codes).sort())
  expect(rulesModule(() => []).codes).toBe(codes)
})

for (const [code, provoke] of Object.entries(scenarios))
  test(`${code} is the answer where it belongs`, () => {
    expect(provoke(village())).toBe(code)
  })

test('who does not write does not vote', () => {
  const bench = village()
  expect(propose(bench, REGULATOR, toShare(60))).toBe('members/reads-only')
  expect(vote(bench, REGULATOR)).toBe('members/reads-only')
  bench.do(member(0), 'members/suspend', { account: bench.account(member(2)), reason: 'a test' })
  expect(vote(bench, member(2))).toBe('members/suspended')
  bench.do(member(3), 'members/leave', {})
  expect(propose(bench, member(3), toShare(60))).toBe('members/not-a-member')
})

test('who has closed a proposal may open the next', () => {
  const bench = village()
  for (let number = 1; number <= 3; number++) {
    expect(propose(bench, member(0), toShare(60 + number))).toBe('done')
    for (let i = 0; i < 9 && bench.state.get(proposals, [number])?.closed === false; i++)
      vote(bench, member(i), true, number)
    expect(bench.happened(events.closed)).toMatchObject([{ number, result: 'passed' }])
  }
})
