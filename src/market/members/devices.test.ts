import { expect, test } from 'vitest'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { accountOf, deviceOf } from '../../chain/kernel/keys.ts'
import { MAX_DEVICES } from '../../chain/limits.ts'
import { ALL_SCOPES, SCOPE } from '../../chain/module.ts'
import { signaturesOf } from '../../chain/verification.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'

const ANNE = deviceKey(2)
const village = () => new Bench({ founders: neighbours(4), genesis: { quotaSlots: 1 } })

const fresh = (bench: Bench, scopes = ALL_SCOPES) => ({ key: bench.newKey(), scopes, consent: SIGNATURE })
const keysOf = (bench: Bench, device: Uint8Array) =>
  accountOf(bench.state, bench.account(device))!.devices.map(({ key }) => key)

test('an account adds a key, which signs its consent, and uses it', () => {
  const bench = village()
  const params = fresh(bench)
  const account = bench.account(ANNE)
  const sent = bench.send(ANNE, 'members/addDevice', params)
  expect(signaturesOf(bench.community, bench.registry, sent)[1]).toEqual({
    publicKey: params.key,
    message: consentBytes(bench.community.genesisHash, account),
    signature: SIGNATURE,
  })
  bench.block([sent])
  expect(bench.account(params.key)).toEqual(account)
  expect(bench.do(params.key, 'members/revokeDevice', { key: ANNE })).toBe('done')
  expect(keysOf(bench, params.key)).toEqual([params.key])
  expect(bench.do(ANNE, 'members/leave', {})).toBe('kernel/key')
})

test('a key is rotated in one deed', () => {
  const bench = village()
  const params = fresh(bench)
  expect(bench.do(ANNE, 'members/rotateDevice', { gone: ANNE, ...params })).toBe('done')
  expect(keysOf(bench, params.key)).toEqual([params.key])
  expect(bench.account(ANNE)).toEqual(bench.account(params.key)) // for ever
})

test('the kernel’s refusals are handed on', () => {
  const bench = village()
  const trading = fresh(bench, SCOPE.trade)
  expect(bench.do(ANNE, 'members/addDevice', { ...fresh(bench), key: deviceKey(3) })).toBe('kernel/key-taken')
  expect(bench.do(ANNE, 'members/revokeDevice', { key: deviceKey(3) })).toBe('kernel/key-unknown')
  expect(bench.do(ANNE, 'members/revokeDevice', { key: ANNE })).toBe('kernel/key-last')
  expect(bench.do(ANNE, 'members/rotateDevice', { gone: ANNE, ...trading })).toBe('kernel/key-last')
  expect(bench.do(ANNE, 'members/setThreshold', { threshold: 2 })).toBe('kernel/threshold')
  for (let i = 1; i < MAX_DEVICES; i++) expect(bench.do(ANNE, 'members/addDevice', fresh(bench))).toBe('done')
  expect(bench.do(ANNE, 'members/addDevice', fresh(bench))).toBe('kernel/keys-full')
})

test('a threshold holds for what administers, and not for the rest', () => {
  const bench = village()
  const laptop = fresh(bench)
  bench.do(ANNE, 'members/addDevice', laptop)
  expect(bench.do(ANNE, 'members/setThreshold', { threshold: 2 })).toBe('done')
  expect(bench.do(ANNE, 'members/leave', {})).toBe('awaiting')
  expect(bench.do(ANNE, 'accounts/transfer', { to: bench.account(deviceKey(3)), amount: 1, note: '' })).toBe(
    'done',
  )
  expect(bench.do(laptop.key, 'members/leave', {})).toBe('done')
  // Its keys stay its own to manage after it has left.
  expect(bench.do(ANNE, 'members/setThreshold', { threshold: 1 })).toBe('awaiting')
  expect(bench.do(laptop.key, 'members/setThreshold', { threshold: 1 })).toBe('done')
})

test('a suspended member still manages its keys', () => {
  const bench = village()
  bench.do(deviceKey(0), 'members/suspend', { account: bench.account(ANNE), reason: 'a test' })
  const phone = fresh(bench, SCOPE.trade | SCOPE.vote)
  expect(bench.do(ANNE, 'members/addDevice', phone)).toBe('done')
  const record = accountOf(bench.state, bench.account(ANNE))!
  expect(deviceOf(record, phone.key)!.scopes).toBe(SCOPE.trade | SCOPE.vote)
})
