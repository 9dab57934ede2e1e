import { expect, test } from 'vitest'
import { encode } from '../../bytes/codec.ts'
import { accountOf } from '../../chain/kernel/keys.ts'
import { params as paramRecords } from '../../chain/kernel/records.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { tokenBytes } from '../../chain/kernel/tokens.ts'
import { ALL_SCOPES } from '../../chain/module.ts'
import { signaturesOf } from '../../chain/verification.ts'
import { tally } from '../rules/records.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'
import * as events from './events.ts'
import { type MembersParams, membersParams } from './params.ts'
import { applications } from './records.ts'
import { ROLE } from './roles.ts'
import { hasRole, isMember, mayWrite, memberCount, memberOf, voterCount } from './standing.ts'

const OPERATOR = deviceKey(0)
const ANNE = deviceKey(2)
const TOKEN = deviceKey(7, 7)

const village = () =>
  new Bench({
    founders: neighbours(4),
    tokens: [{ key: TOKEN, uses: 2, expiry: 1000 }],
    members: { applicationSlots: 20 },
  })

const application = (bench: Bench) => ({
  declaration: paramsOf(bench.state, membersParams).declaration,
  roles: ROLE.household | ROLE.generator,
  details: new Uint8Array([1, 2, 3]),
  token: TOKEN,
  tokenSignature: SIGNATURE,
})

const admission = (bench: Bench, device: Uint8Array, roles: number = ROLE.household) => ({
  account: bench.account(device),
  roles,
  confirmed: 7,
})

test('a guest applies with an invitation, is admitted and then is a member', () => {
  const bench = village()
  const device = bench.newKey()
  expect(bench.do(device, 'members/apply', application(bench))).toBe('done')
  const account = bench.account(device)
  expect(bench.happened(events.applied)).toEqual([{ account, roles: ROLE.household | ROLE.generator }])
  expect(isMember(bench.state, account)).toBe(false)
  expect(accountOf(bench.state, account)!.quota).toBe(bench.community.genesis.applicantQuota)

  expect(bench.do(OPERATOR, 'members/admit', admission(bench, device))).toBe('done')
  expect(bench.happened(events.admitted)).toEqual([{ account, roles: ROLE.household }])
  expect(memberOf(bench.state, account)).toEqual({
    status: 'active',
    roles: ROLE.household,
    since: 2,
    voter: 2,
  })
  expect(hasRole(bench.state, account, 'household')).toBe(true)
  expect(hasRole(bench.state, account, 'generator')).toBe(false)
  expect(memberCount(bench.state)).toBe(5)
  expect(accountOf(bench.state, account)!.quota).toBe(60)
  expect(bench.state.get(applications, [account])).toBeUndefined()
  bench.pass(30)
  expect(bench.happened(events.lapsed)).toEqual([]) // the deadline of the application went with it
})

test('an application carries the token’s signature over the new device', () => {
  const bench = village()
  const device = bench.newKey()
  const sent = bench.send(device, 'members/apply', application(bench))
  expect(signaturesOf(bench.community, bench.registry, sent)[1]).toEqual({
    publicKey: TOKEN,
    message: tokenBytes(bench.community.genesisHash, device),
    signature: SIGNATURE,
  })
})

test('an invitation is good for as many as it says', () => {
  const bench = village()
  for (const result of ['done', 'done', 'kernel/token'])
    expect(bench.do(bench.newKey(), 'members/apply', application(bench))).toBe(result)
  expect(bench.do(OPERATOR, 'members/invite', { key: TOKEN, uses: 1, expiry: 50 })).toBe('done')
  expect(bench.do(OPERATOR, 'members/withdrawInvitation', { key: TOKEN })).toBe('done')
  expect(bench.do(bench.newKey(), 'members/apply', application(bench))).toBe('kernel/token')
})

test('who was declined applies again, without an invitation', () => {
  const bench = village()
  const device = bench.newKey()
  bench.do(device, 'members/apply', application(bench))
  const account = bench.account(device)
  expect(bench.do(OPERATOR, 'members/decline', { account, reason: 'no meter yet' })).toBe('done')
  expect(bench.happened(events.declined)).toEqual([{ account, reason: 'no meter yet' }])
  expect(bench.do(device, 'members/applyAgain', application(bench))).toBe('done')
  expect(bench.do(OPERATOR, 'members/admit', admission(bench, device))).toBe('done')
})

test('an account of its own that signed another declaration keeps its place and applies again', () => {
  const bench = village()
  const device = bench.newKey()
  const wrong = { ...application(bench), declaration: new Uint8Array(32) }
  expect(bench.do(device, 'members/apply', wrong)).toBe('members/declaration')
  expect(bench.do(device, 'members/applyAgain', application(bench))).toBe('done')
})

test('an application that nobody decides on lapses', () => {
  const bench = village()
  const device = bench.newKey()
  bench.do(device, 'members/apply', application(bench))
  bench.pass(19)
  expect(bench.happened(events.lapsed)).toEqual([])
  bench.pass(1)
  expect(bench.happened(events.lapsed)).toEqual([{ account: bench.account(device) }])
  expect(bench.do(OPERATOR, 'members/admit', admission(bench, device))).toBe('members/no-application')
  expect(bench.do(device, 'members/applyAgain', application(bench))).toBe('done')
})

test('an unknown account needs the invitation', () => {
  const bench = village()
  expect(bench.do(bench.newKey(), 'members/applyAgain', application(bench))).toBe('kernel/account')
})

test('a member is suspended and reinstated, leaves, and joins again', () => {
  const bench = village()
  const account = bench.account(ANNE)
  expect(bench.do(OPERATOR, 'members/suspend', { account, reason: 'its meter is broken' })).toBe('done')
  expect(isMember(bench.state, account)).toBe(false)
  expect(hasRole(bench.state, account, 'household')).toBe(false)
  expect(memberCount(bench.state)).toBe(3)
  expect(accountOf(bench.state, account)!.quota).toBe(bench.community.genesis.applicantQuota)
  expect(bench.do(OPERATOR, 'members/reinstate', { account })).toBe('done')
  expect(isMember(bench.state, account)).toBe(true)
  expect(bench.do(ANNE, 'members/leave', {})).toBe('done')
  expect(bench.happened(events.left)).toEqual([{ account }])
  expect(memberOf(bench.state, account)!.status).toBe('left')
  expect(bench.do(ANNE, 'members/applyAgain', application(bench))).toBe('done')
  expect(bench.do(OPERATOR, 'members/admit', admission(bench, ANNE))).toBe('done')
  expect(memberCount(bench.state)).toBe(4)
})

test('a suspended member looks after its own, and may leave', () => {
  const bench = village()
  bench.do(OPERATOR, 'members/suspend', { account: bench.account(ANNE), reason: 'a test' })
  expect(voterCount(bench.state)).toBe(4)
  expect(bench.do(ANNE, 'members/nameGuardians', { accounts: [], need: 0 })).toBe('done')
  expect(bench.do(ANNE, 'members/objectRecovery', {})).toBe('members/no-recovery')
  expect(bench.do(ANNE, 'accounts/redeem', { amount: 5, reference: '' })).toBe('done')
  expect(bench.do(ANNE, 'accounts/transfer', { to: bench.account(OPERATOR), amount: 1, note: '' })).toBe(
    'members/suspended',
  )
  expect(bench.do(ANNE, 'members/leave', {})).toBe('done')
  expect(voterCount(bench.state)).toBe(3)
})

test('leaving, and applying again, is no way around being excluded', () => {
  const bench = village()
  const exclusion = { account: bench.account(ANNE), reason: 'a test' }
  bench.do(OPERATOR, 'members/suspend', exclusion)
  bench.do(ANNE, 'members/leave', {})
  expect(bench.do(ANNE, 'members/applyAgain', application(bench))).toBe('done')
  expect(bench.do(OPERATOR, 'members/exclude', exclusion)).toBe('done')
  expect(bench.happened(events.excluded)).toEqual([exclusion])
  expect(bench.do(OPERATOR, 'members/admit', admission(bench, ANNE))).toBe('members/no-application')
  expect(bench.do(ANNE, 'members/applyAgain', application(bench))).toBe('members/excluded')
  expect(bench.do(OPERATOR, 'members/exclude', exclusion)).toBe('members/unknown')
})

test('roles change with quota, and a regulator reads and does not write', () => {
  const bench = village()
  const account = bench.account(ANNE)
  const set = (roles: number) => bench.do(OPERATOR, 'members/setRoles', { account, roles })
  expect(set(ROLE.household | ROLE.aggregator)).toBe('done')
  expect(bench.happened(events.rolesSet)).toEqual([{ account, roles: ROLE.household | ROLE.aggregator }])
  expect(accountOf(bench.state, account)!.quota).toBe(600)
  expect(set(ROLE.regulator)).toBe('done')
  expect(isMember(bench.state, account)).toBe(true)
  expect(mayWrite(bench.state, account)).toBe(false)
  // Whose place in a count of votes does not go with its voice.
  expect([memberCount(bench.state), voterCount(bench.state)]).toEqual([4, 4])
  const key = bench.newKey()
  expect(bench.do(ANNE, 'members/addDevice', { key, scopes: ALL_SCOPES, consent: SIGNATURE })).toBe('done')
  expect(set(ROLE.regulator | ROLE.reviewer)).toBe('done')
  expect(mayWrite(bench.state, account)).toBe(true)
})

test('the last operator stays, whatever it tries', () => {
  const bench = village()
  const account = bench.account(OPERATOR)
  const last = (command: string, params: object) =>
    expect(bench.do(OPERATOR, `members/${command}`, params)).toBe('members/last-operator')
  last('leave', {})
  last('exclude', { account, reason: '' })
  last('suspend', { account, reason: '' })
  last('setRoles', { account, roles: ROLE.household })
  const anne = { account: bench.account(ANNE), roles: ROLE.household | ROLE.operator }
  expect(bench.do(OPERATOR, 'members/setRoles', anne)).toBe('done')
  expect(bench.do(OPERATOR, 'members/leave', {})).toBe('done')
  expect(bench.do(ANNE, 'members/leave', {})).toBe('members/last-operator')
})

test('of an operator with several keys, enough must agree', () => {
  const keys = [deviceKey(20), deviceKey(21), deviceKey(22)]
  const several = {
    devices: keys.map(key => ({ key, scopes: ALL_SCOPES })),
    threshold: 2,
    roles: ROLE.operator,
  }
  const bench = new Bench({ founders: [several, ...neighbours(3).slice(1)] })
  const suspension = { account: bench.account(ANNE), reason: 'a test' }
  const suspend = (key: Uint8Array) => bench.do(key, 'members/suspend', suspension)
  expect(suspend(keys[0]!)).toBe('awaiting')
  expect(suspend(keys[0]!)).toBe('kernel/already-agreed')
  expect(isMember(bench.state, suspension.account)).toBe(true)
  expect(suspend(keys[2]!)).toBe('done')
  expect(isMember(bench.state, suspension.account)).toBe(false)
})

const quotaOf = (bench: Bench, i: number) => accountOf(bench.state, bench.account(deviceKey(i)))!.quota

/** Changes the quotas with the votes of the first so many members, and goes on to the slot in which it happens. */
function voteQuotas(bench: Bench, voters: number, quotas: MembersParams['quotas']): MembersParams {
  const changed = { ...paramsOf(bench.state, membersParams), quotas }
  const change = { kind: 'parameters', module: 'members', params: encode(membersParams.params, changed) }
  const until = bench.slot + 25
  expect(bench.do(ANNE, 'rules/propose', { change, until })).toBe('done')
  const { newest: number } = bench.state.get(tally, [])!
  for (let i = 0; i < voters; i++) bench.do(deviceKey(i), 'rules/vote', { number, yes: true })
  bench.pass(until - bench.slot)
  return changed
}

test('quotas that a vote changes come to all accounts together, also to those that change in between', () => {
  const bench = new Bench({
    founders: neighbours(4),
    genesis: { intervalSlots: 100, quotaSlots: 1 },
    rules: { leastSlots: 10 },
  })
  const { quotas } = paramsOf(bench.state, membersParams)
  const more = quotas.map(each => (each.role === ROLE.household ? { ...each, quota: 1_000_000 } : each))
  voteQuotas(bench, 3, more)
  expect(
    bench.do(OPERATOR, 'members/setRoles', { account: bench.account(deviceKey(3)), roles: ROLE.household }),
  ).toBe('done')
  expect(quotaOf(bench, 3)).toBe(60)
  voteQuotas(bench, 3, quotas)
  expect(bench.slot).toBeLessThan(100)
  bench.pass(200)
  expect([quotaOf(bench, 2), quotaOf(bench, 3)]).toEqual([60, 60])
})

test('quotas that a vote changes reach every account, in as many blocks as that takes', () => {
  const bench = new Bench({
    founders: neighbours(20),
    genesis: { hookBudget: 6, intervalSlots: 10 },
    rules: { leastSlots: 10 },
  })
  const changed = voteQuotas(bench, 11, [
    { role: ROLE.household, quota: 7 },
    { role: ROLE.operator, quota: 9 },
  ])
  expect(paramsOf(bench.state, membersParams)).toEqual(changed)
  while (bench.slot % 10 !== 0) bench.pass(1)
  const quota = (i: number) => quotaOf(bench, i)
  const given = () => Array.from({ length: 20 }, (_, i) => quota(i)).filter(each => each < 10).length
  expect(given()).toBeGreaterThan(0)
  expect(given()).toBeLessThan(19)
  for (let i = 0; i < 5; i++) bench.pass(1)
  expect(quota(0)).toBe(9)
  expect(quota(1)).toBe(bench.community.genesis.applicantQuota) // a treasurer alone has no quota now
  for (let i = 2; i < 20; i++) expect(quota(i)).toBe(7)
  expect(bench.state.get(paramRecords, [membersParams.id])).toBeDefined()
})
