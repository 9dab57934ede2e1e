import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../bytes/codec.ts'
import { schedule } from '../../chain/kernel/records.ts'
import { paramsOf, rulesOf } from '../../chain/kernel/rules.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { registry } from '../../chain/registry.ts'
import { membersParams } from '../members/params.ts'
import { ROLE } from '../members/roles.ts'
import { version1 } from '../registry.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'
import { type Change, changeCodec } from './change.ts'
import { codes } from './codes.ts'
import * as events from './events.ts'
import { rulesModule } from './index.ts'
import { rulesParams } from './params.ts'
import { MAX_PROPOSALS, proposals, tally, votes } from './records.ts'

const REGULATOR = deviceKey(99)
const TOKEN = deviceKey(7, 7)
const member = (i: number) => deviceKey(i)

/** Nine members who vote and a regulator who does not. */
const village = (rules: object = {}, genesis: object = {}) =>
  new Bench(
    {
      founders: [
        ...neighbours(9),
        { devices: [{ key: REGULATOR, scopes: ALL_SCOPES }], roles: ROLE.regulator },
      ],
      tokens: [{ key: TOKEN, uses: 9, expiry: 40 }],
      genesis,
      rules: { leastSlots: 10, mostSlots: 100, openProposals: 3, noticeBlocks: 10, ...rules },
    },
    new Map([
      [1, registry(...version1)],
      [2, registry(...version1)],
    ]),
  )

const toShare = (passPercent: number, others: object = {}): Change => ({
  kind: 'parameters',
  module: 'rules',
  params: encode(rulesParams.params, {
    passPercent,
    openProposals: 3,
    leastSlots: 10,
    mostSlots: 100,
    noticeBlocks: 10,
    releaseKey: null,
    ...others,
  }),
})
const toVersion = (version: number, height = 0): Change => ({ kind: 'version', version, height })

const propose = (bench: Bench, who: Uint8Array, change: Change, slots = 50) =>
  bench.do(who, 'rules/propose', { change, until: bench.slot + slots })
const vote = (bench: Bench, who: Uint8Array, yes = true, number = 1) =>
  bench.do(who, 'rules/vote', { number, yes })
/** An empty block in the slot in which the vote ends. */
const decide = (bench: Bench, number = 1) => bench.block([], bench.state.get(proposals, [number])!.until)

test('a change passes where more than half of the members say yes, in the last slot and not before', () => {
  const bench = village()
  expect(propose(bench, member(3), toShare(60))).toBe('done')
  expect(bench.happened(events.proposed)).toEqual([
    { number: 1, proposer: bench.account(member(3)), until: 50 },
  ])
  for (let i = 0; i < 5; i++) expect(vote(bench, member(i))).toBe('done')
  bench.block([], 49)
  expect(paramsOf(bench.state, rulesParams).passPercent).toBe(50)
  decide(bench)
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
  for (const [yes, result] of [
    [5, 'rejected'],
    [6, 'passed'],
  ] as const) {
    const bench = village({ passPercent: 66 })
    propose(bench, member(0), toShare(50))
    for (let i = 0; i < yes; i++) vote(bench, member(i))
    decide(bench)
    expect(bench.happened(events.closed)).toMatchObject([{ result, yes }])
  }
})

test('what has not passed by its slot is rejected', () => {
  const bench = village()
  propose(bench, member(0), toShare(60))
  for (let i = 0; i < 4; i++) vote(bench, member(i))
  for (let i = 4; i < 8; i++) vote(bench, member(i), false)
  bench.block([], 49)
  expect(bench.happened(events.closed)).toEqual([])
  const late = bench.send(member(8), 'rules/vote', { number: 1, yes: true })
  expect(bench.block([late], 50)).toMatchObject([{ code: 'rules/not-open' }])
  expect(bench.happened(events.closed)).toEqual([
    { number: 1, result: 'rejected', yes: 4, no: 4, electorate: 9 },
  ])
  expect(bench.state.get(tally, [])).toEqual({ newest: 1 })
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
  decide(bench)
  expect(bench.happened(events.closed)).toMatchObject([{ result: 'passed', yes: 5, electorate: 9 }])
})

describe('one who operates does not pass what the others do not want', () => {
  const silenced: [string, object][] = [
    ['suspend', { reason: 'a test' }],
    ['setRoles', { roles: ROLE.regulator }],
  ]
  for (const [command, params] of silenced)
    test(`with ${command}`, () => {
      const bench = village({}, { quotaSlots: 1 })
      const others = Array.from({ length: 8 }, (_, i) => bench.account(member(i + 1)))
      const deeds = others.map(account => bench.send(member(0), `members/${command}`, { account, ...params }))
      const change = { change: toVersion(2), until: bench.slot + 11 }
      deeds.push(bench.send(member(0), 'rules/propose', change))
      expect(bench.block(deeds).map(result => typeof result === 'object' && result.status)).toEqual(
        Array(9).fill('done'),
      )
      expect(vote(bench, member(0))).toBe('done')
      decide(bench)
      expect(bench.happened(events.closed)).toEqual([
        { number: 1, result: 'rejected', yes: 1, no: 0, electorate: 9 },
      ])
    })
})

test('who leaves and joins anew does not vote twice', () => {
  const bench = village({}, { quotaSlots: 1 })
  propose(bench, member(0), toShare(60))
  const since = bench.slot
  let me = member(2)
  vote(bench, me)
  for (let times = 0; times < 2; times++) {
    bench.do(me, 'members/leave', {})
    me = bench.newKey()
    const { declaration } = paramsOf(bench.state, membersParams)
    const application = { declaration, roles: ROLE.household, details: new Uint8Array(0) }
    const invited = { ...application, token: TOKEN, tokenSignature: SIGNATURE }
    expect(bench.do(me, 'members/apply', invited)).toBe('done')
    const admission = { account: bench.account(me), roles: ROLE.household, confirmed: 7 }
    expect(bench.do(member(0), 'members/admit', admission)).toBe('done')
    expect(bench.block([bench.send(me, 'rules/vote', { number: 1, yes: true })])).toMatchObject([
      { code: 'rules/newcomer', data: [bench.slot - 1, since] },
    ])
  }
  expect(bench.state.get(proposals, [1])).toMatchObject({ yes: 1, electorate: 9 })
  // On what is opened from now on it votes.
  expect(propose(bench, member(1), toShare(60))).toBe('done')
  expect(vote(bench, me, true, 2)).toBe('done')
})

test('who is reinstated votes on what was open before', () => {
  const bench = village()
  propose(bench, member(1), toShare(60))
  const account = bench.account(member(2))
  bench.do(member(0), 'members/suspend', { account, reason: 'a test' })
  bench.do(member(0), 'members/reinstate', { account })
  expect(vote(bench, member(2))).toBe('done')
})

describe('room for proposals', () => {
  /** A village in which as many have proposed something as may. */
  const crowded = () => {
    const bench = village({}, { quotaSlots: 1 })
    for (let i = 1; i <= 3; i++) propose(bench, member(i), toShare(90), 100)
    expect(propose(bench, member(8), toShare(60))).toBe('rules/crowded')
    return bench
  }
  test('comes back as soon as so many say no that the others could not pass it', () => {
    const bench = crowded()
    for (let i = 4; i < 8; i++) vote(bench, member(i), false)
    expect(bench.happened(events.closed)).toEqual([])
    vote(bench, member(8), false)
    expect(bench.happened(events.closed)).toEqual([
      { number: 1, result: 'rejected', yes: 0, no: 5, electorate: 9 },
    ])
    expect(vote(bench, member(0))).toBe('rules/not-open')
    expect(bench.state.first(votes, [])).toBeUndefined()
    expect(propose(bench, member(8), toShare(60))).toBe('done')
  })
  test('is made where a proposer is gone, and not where one is suspended', () => {
    const bench = crowded()
    const deed = { account: bench.account(member(2)), reason: 'a test' }
    bench.do(member(0), 'members/suspend', deed)
    expect(propose(bench, member(8), toShare(60))).toBe('rules/crowded')
    bench.do(member(0), 'members/exclude', deed)
    expect(bench.happened(events.closed)).toEqual([])
    expect(propose(bench, member(8), toShare(60))).toBe('done')
    expect(bench.happened(events.closed)).toMatchObject([{ number: 2, result: 'rejected' }])
    expect(propose(bench, member(7), toShare(60))).toBe('rules/crowded')
    bench.pass(1)
    expect(bench.state.get(proposals, [2])).toBeUndefined()
  })
  test('is wanting while too many that are closed wait to be cleared away', () => {
    const rules = { leastSlots: 10, openProposals: 64 }
    const bench = new Bench({ founders: neighbours(3), rules, genesis: { hookBudget: 1, quotaSlots: 1 } })
    const change = { change: toShare(60), until: 5000 }
    let last: string | undefined
    for (let number = 1; last !== 'rules/crowded'; number++) {
      const no = [1, 2].map(i => bench.send(member(i), 'rules/vote', { number, yes: false }))
      const [result] = bench.block([bench.send(member(0), 'rules/propose', change), ...no])
      last = typeof result === 'object' ? result.code : result
    }
    expect([...bench.state.each(proposals)]).toHaveLength(MAX_PROPOSALS)
    while (bench.state.first(proposals, [])) bench.pass(1)
    expect(bench.do(member(0), 'rules/propose', change)).toBe('done')
  })
  test('is left alone where there is enough: a proposal outlives its proposer’s membership', () => {
    const bench = village()
    propose(bench, member(1), toShare(60))
    bench.do(member(1), 'members/leave', {})
    expect(propose(bench, member(2), toShare(70))).toBe('done')
    for (let i = 2; i < 7; i++) vote(bench, member(i))
    decide(bench)
    expect(bench.happened(events.closed)).toMatchObject([{ number: 1, result: 'passed' }])
  })
})

describe('parameters with which nothing could be voted on any more make no sense', () => {
  const senseless: [string, object][] = [
    ['a vote that ends before the next block', { leastSlots: 1 }],
    ['a vote whose end nobody can name', { leastSlots: 91 }],
    ['no notice', { noticeBlocks: 9 }],
  ]
  for (const [name, others] of senseless)
    test(name, () => {
      expect(propose(village(), member(0), toShare(60, others))).toBe('rules/nonsense')
    })
  const hasty: [string, object][] = [
    ['no time to decide on an application', { applicationSlots: 9 }],
    ['no time for guardians', { gatheringSlots: 9 }],
    ['no time to object', { recoveryDelaySlots: 1 }],
  ]
  for (const [name, others] of hasty)
    test(name, () => {
      const bench = village()
      const params = { ...paramsOf(bench.state, membersParams), ...others }
      expect(propose(bench, member(0), other(encode(membersParams.params, params)))).toBe('rules/nonsense')
    })
})

describe('a new version of the rules', () => {
  const pass = (bench: Bench, change: Change, number = 1) => {
    propose(bench, member(number), change)
    for (let i = 0; i < 5; i++) vote(bench, member(i), true, number)
    decide(bench, number)
  }
  test('comes into force after the notice at the soonest', () => {
    const bench = village()
    pass(bench, toVersion(2, 3))
    const { height } = bench.head.header
    expect(bench.happened(events.announced)).toEqual([{ version: 2, height: height + 10 }])
    for (let i = 0; i < 9; i++) bench.pass(1)
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
    propose(bench, member(7), toVersion(2, 3), 20)
    propose(bench, member(8), toVersion(2, 3))
    for (let i = 0; i < 5; i++) vote(bench, member(i))
    for (let i = 0; i < 5; i++) vote(bench, member(i), true, 2)
    decide(bench)
    expect(bench.happened(events.announced)).toHaveLength(1)
    for (let i = 0; i < 10; i++) bench.pass(1)
    decide(bench, 2)
    expect(bench.happened(events.closed)).toMatchObject([{ number: 2, result: 'void' }])
    expect(bench.happened(events.announced)).toEqual([])
  })
})

test('the votes of a large community are cleared away in as many blocks as that takes', () => {
  const bench = new Bench({
    founders: neighbours(40),
    rules: { leastSlots: 10, mostSlots: 100 },
    genesis: { hookBudget: 8 },
  })
  propose(bench, member(0), toShare(60), 11)
  const all = Array.from({ length: 20 }, (_, i) =>
    bench.send(member(i), 'rules/vote', { number: 1, yes: true }),
  )
  bench.block(all)
  decide(bench)
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
  'rules/until': bench => propose(bench, member(0), toShare(60), 10),
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
  'rules/newcomer': bench => {
    const account = bench.account(REGULATOR)
    propose(bench, member(0), toShare(60))
    bench.do(member(0), 'members/setRoles', { account, roles: ROLE.reviewer })
    return vote(bench, REGULATOR)
  },
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

test('whose proposal is decided may open the next', () => {
  const bench = village()
  for (let number = 1; number <= 3; number++) {
    expect(propose(bench, member(0), toShare(60 + number))).toBe('done')
    for (let i = 0; i < 9; i++) vote(bench, member(i), true, number)
    decide(bench, number)
    expect(bench.happened(events.closed)).toMatchObject([{ number, result: 'passed' }])
  }
})
