import { describe, expect, test } from 'vitest'
import { compareBytes } from '../../bytes/bytes.ts'
import { consentBytes } from '../../chain/kernel/consent.ts'
import { accountOf } from '../../chain/kernel/keys.ts'
import { schedule } from '../../chain/kernel/records.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { ALL_SCOPES, SCOPE } from '../../chain/module.ts'
import { signaturesOf } from '../../chain/verification.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'
import * as events from './events.ts'
import { membersParams } from './params.ts'
import { guardians, MAX_CLAIMS, recoveries } from './records.ts'
import { OBJECTION_BLOCKS } from './recovery.ts'
import { ROLE } from './roles.ts'

const OPERATOR = deviceKey(0)
const TREASURER = deviceKey(1)
const ANNE = deviceKey(2)
const BEN = deviceKey(3)
const CARO = deviceKey(4)
const DORA = deviceKey(5)
const NEW = deviceKey(77, 7)
const TOKEN = deviceKey(7, 7)
const GATHERING = 20
const DELAY = 30

const village = () =>
  new Bench({
    founders: neighbours(6),
    tokens: [{ key: TOKEN, uses: 9, expiry: 1000 }],
    genesis: { quotaSlots: 1 },
    members: { gatheringSlots: GATHERING, recoveryDelaySlots: DELAY },
  })

const nameGuardians = (bench: Bench, of: Uint8Array, named: Uint8Array[], need: number) =>
  bench.do(of, 'members/nameGuardians', {
    accounts: named.map(key => bench.account(key)).sort(compareBytes),
    need,
  })

const open = (bench: Bench, by: Uint8Array, of: Uint8Array, key = NEW) =>
  bench.do(by, 'members/openRecovery', { account: bench.account(of), key, consent: SIGNATURE })

const endorse = (bench: Bench, by: Uint8Array, of: Uint8Array, key = NEW) =>
  bench.do(by, 'members/endorseRecovery', { account: bench.account(of), key })

/** Block after block for so many slots. */
function wait(bench: Bench, slots: number): void {
  for (let i = 0; i < slots; i++) bench.pass(1)
}

/** Anne's recovery, to which all have agreed who must. */
function agreed(bench = village()): Bench {
  nameGuardians(bench, ANNE, [BEN, CARO, DORA], 2)
  expect(open(bench, OPERATOR, ANNE)).toBe('done')
  expect(endorse(bench, DORA, ANNE)).toBe('done')
  expect(bench.happened(events.recoveryAgreed)).toEqual([])
  expect(endorse(bench, BEN, ANNE)).toBe('done')
  return bench
}

test('the operator and the guardians agree, nobody objects, and the new key takes the place of all', () => {
  const bench = agreed()
  const account = bench.account(ANNE)
  const due = bench.slot + DELAY
  expect(bench.happened(events.recoveryAgreed)).toEqual([{ account, key: NEW, due }])
  wait(bench, DELAY - 1)
  expect(accountOf(bench.state, account)!.devices[0]!.key).toEqual(ANNE)
  bench.pass(1)
  expect(bench.happened(events.recoveryDone)).toEqual([{ account, key: NEW }])
  expect(accountOf(bench.state, account)).toMatchObject({
    threshold: 1,
    devices: [{ key: NEW, scopes: ALL_SCOPES }],
  })
  expect(bench.do(ANNE, 'members/leave', {})).toBe('kernel/key')
  expect(bench.do(NEW, 'members/leave', {})).toBe('done')
})

test('the new key consents', () => {
  const bench = village()
  const account = bench.account(ANNE)
  const sent = bench.send(OPERATOR, 'members/openRecovery', { account, key: NEW, consent: SIGNATURE })
  expect(signaturesOf(bench.community, bench.registry, sent)[1]).toEqual({
    publicKey: NEW,
    message: consentBytes(bench.community.genesisHash, account),
    signature: SIGNATURE,
  })
})

test('an old key objects in time, and nothing happens', () => {
  const bench = agreed()
  const account = bench.account(ANNE)
  wait(bench, DELAY - 2)
  expect(bench.do(ANNE, 'members/objectRecovery', {})).toBe('done')
  expect(bench.happened(events.recoveryObjected)).toEqual([{ account, key: NEW }])
  wait(bench, DELAY)
  expect(accountOf(bench.state, account)!.devices[0]!.key).toEqual(ANNE)
  expect(bench.state.first(schedule, [])).toEqual(
    expect.objectContaining({ key: expect.arrayContaining([1001]) }),
  )
})

test('an objection in the very slot comes too late', () => {
  const bench = agreed()
  wait(bench, DELAY - 1)
  const objection = bench.send(ANNE, 'members/objectRecovery', {})
  expect(bench.block([objection])).toEqual(['kernel/key'])
})

test('slots without blocks are no time to object: then the delay begins anew', () => {
  const bench = agreed()
  const account = bench.account(ANNE)
  const since = bench.slot
  const height = bench.head.header.height
  bench.block([], since + 2 * DELAY)
  expect(bench.happened(events.recoveryAgreed)).toEqual([
    { account, key: NEW, due: since + 2 * DELAY },
    { account, key: NEW, due: since + 3 * DELAY },
  ])
  const again = agreed()
  again.block([], again.slot + 1000 * DELAY)
  expect(again.do(ANNE, 'members/objectRecovery', {})).toBe('done')
  // With enough blocks, however few slots before the end they came, it is done.
  wait(bench, OBJECTION_BLOCKS - 2)
  expect(bench.head.header.height).toBe(height + OBJECTION_BLOCKS - 1)
  wait(bench, 1)
  bench.block([], since + 3 * DELAY)
  expect(bench.head.header.height).toBe(height + OBJECTION_BLOCKS + 1)
  expect(bench.happened(events.recoveryDone)).toEqual([{ account, key: NEW }])
})

test('any key of the account objects, and no other has to agree', () => {
  for (const i of [0, 1, 2]) {
    const bench = new Bench({
      founders: [
        ...neighbours(6),
        {
          devices: [
            { key: deviceKey(20), scopes: SCOPE.administer },
            { key: deviceKey(21), scopes: SCOPE.vote },
            { key: deviceKey(22), scopes: SCOPE.administer | SCOPE.trade },
          ],
          threshold: 2,
        },
      ],
      genesis: { quotaSlots: 1 },
    })
    const of = deviceKey(20)
    nameGuardians(bench, of, [BEN, CARO], 2)
    expect(nameGuardians(bench, deviceKey(22), [BEN, CARO], 2)).toBe('done')
    expect(open(bench, OPERATOR, of)).toBe('done')
    expect(bench.do(deviceKey(20 + i), 'members/objectRecovery', {})).toBe('done')
    expect(bench.state.get(recoveries, [bench.account(of)])).toBeUndefined()
  }
})

test('who still changes its keys or its guardians has not lost them', () => {
  const changes: [string, object][] = [
    ['addDevice', { key: deviceKey(50), scopes: ALL_SCOPES, consent: SIGNATURE }],
    ['rotateDevice', { gone: ANNE, key: deviceKey(50), scopes: ALL_SCOPES, consent: SIGNATURE }],
    ['setThreshold', { threshold: 1 }],
    ['nameGuardians', { accounts: [], need: 0 }],
  ]
  for (const [command, params] of changes) {
    const bench = agreed()
    expect(bench.do(ANNE, `members/${command}`, params)).toBe('done')
    expect(bench.state.get(recoveries, [bench.account(ANNE)])).toBeUndefined()
  }
  const bench = agreed()
  expect(bench.do(ANNE, 'members/revokeDevice', { key: ANNE })).toBe('kernel/key-last')
  expect(bench.state.get(recoveries, [bench.account(ANNE)])).toBeDefined() // what is refused changes nothing
})

test('a recovery that does not gather enough agreement ends', () => {
  const bench = village()
  nameGuardians(bench, ANNE, [BEN, CARO, DORA], 3)
  open(bench, OPERATOR, ANNE)
  const opened = bench.slot
  endorse(bench, BEN, ANNE)
  endorse(bench, CARO, ANNE)
  bench.block([], opened + GATHERING)
  expect(bench.happened(events.recoveryEnded)).toEqual([{ account: bench.account(ANNE), why: 'deadline' }])
  expect(endorse(bench, DORA, ANNE)).toBe('members/no-recovery')
  expect(open(bench, OPERATOR, ANNE)).toBe('done') // and can be opened anew
})

test('a key that is taken is refused at once', () => {
  const bench = village()
  nameGuardians(bench, ANNE, [BEN, CARO], 2)
  const taken = { account: bench.account(ANNE), key: BEN, consent: SIGNATURE }
  expect(bench.do(OPERATOR, 'members/openRecovery', taken)).toBe('kernel/key-taken')
})

test('a key that was taken during the delay ends the recovery, and the account stays as it was', () => {
  const bench = agreed()
  const account = bench.account(ANNE)
  const { declaration } = paramsOf(bench.state, membersParams)
  const application = {
    declaration,
    roles: ROLE.household,
    details: new Uint8Array(0),
    token: TOKEN,
    tokenSignature: SIGNATURE,
  }
  expect(bench.do(NEW, 'members/apply', application)).toBe('done')
  wait(bench, DELAY - 1)
  expect(bench.happened(events.recoveryEnded)).toEqual([{ account, why: 'key-refused' }])
  expect(accountOf(bench.state, account)!.devices[0]!.key).toEqual(ANNE)
})

test('a threshold of several keys is one again after a recovery', () => {
  const bench = village()
  bench.do(ANNE, 'members/addDevice', { key: deviceKey(50), scopes: ALL_SCOPES, consent: SIGNATURE })
  bench.do(ANNE, 'members/setThreshold', { threshold: 2 })
  const naming = (key: Uint8Array) => nameGuardians(bench, key, [BEN, CARO], 2)
  expect(naming(ANNE)).toBe('awaiting')
  expect(naming(deviceKey(50))).toBe('done')
  open(bench, OPERATOR, ANNE)
  endorse(bench, BEN, ANNE)
  endorse(bench, CARO, ANNE)
  wait(bench, DELAY)
  expect(bench.do(NEW, 'members/leave', {})).toBe('done')
})

test('a guardian opens the recovery of the only operator, and has thereby agreed', () => {
  const bench = village()
  nameGuardians(bench, OPERATOR, [BEN, CARO], 2)
  expect(open(bench, BEN, OPERATOR)).toBe('done')
  expect(endorse(bench, BEN, OPERATOR)).toBe('members/endorsed')
  expect(endorse(bench, CARO, OPERATOR)).toBe('done')
  wait(bench, DELAY)
  const suspension = { account: bench.account(ANNE), reason: 'a test' }
  expect(bench.do(NEW, 'members/suspend', suspension)).toBe('done')
})

test('the treasurer’s recovery is opened by the operator, like everybody’s', () => {
  const bench = village()
  nameGuardians(bench, TREASURER, [BEN, CARO], 2)
  expect(open(bench, BEN, TREASURER)).toBe('members/not-operator')
  expect(open(bench, OPERATOR, TREASURER)).toBe('done')
  for (const guardian of [BEN, CARO]) endorse(bench, guardian, TREASURER)
  wait(bench, DELAY)
  expect(bench.happened(events.recoveryDone)).toHaveLength(1)
})

test('the operator who opens a recovery is not one of its guardians, too', () => {
  const bench = village()
  nameGuardians(bench, ANNE, [OPERATOR, BEN, CARO], 2)
  open(bench, OPERATOR, ANNE)
  expect(endorse(bench, OPERATOR, ANNE)).toBe('members/opener')
  expect(endorse(bench, BEN, ANNE)).toBe('done')
  expect(bench.happened(events.recoveryAgreed)).toEqual([])
  endorse(bench, CARO, ANNE)
  expect(bench.happened(events.recoveryAgreed)).toHaveLength(1)
})

describe('several keys for one account', () => {
  const WRONG = deviceKey(78, 7)
  /** Ben, whom nobody should have trusted, was the first to show a key for the only operator. */
  function contested(): Bench {
    const bench = village()
    nameGuardians(bench, OPERATOR, [BEN, CARO, DORA], 2)
    expect(open(bench, BEN, OPERATOR, WRONG)).toBe('done')
    expect(open(bench, CARO, OPERATOR)).toBe('done')
    return bench
  }
  test('the guardians choose', () => {
    const bench = contested()
    const account = bench.account(OPERATOR)
    expect(open(bench, BEN, OPERATOR, deviceKey(79, 7))).toBe('members/recovery-open')
    expect(endorse(bench, DORA, OPERATOR)).toBe('done')
    const due = bench.slot + DELAY
    expect(bench.happened(events.recoveryAgreed)).toEqual([{ account, key: NEW, due }])
    expect(endorse(bench, DORA, OPERATOR, WRONG)).toBe('members/recovery-key')
    expect(open(bench, BEN, OPERATOR, WRONG)).toBe('members/recovery-agreed')
    wait(bench, DELAY)
    expect(accountOf(bench.state, account)!.devices.map(({ key }) => key)).toEqual([NEW])
  })
  test('an objection is to all of them', () => {
    const bench = contested()
    const account = bench.account(OPERATOR)
    expect(bench.do(OPERATOR, 'members/objectRecovery', {})).toBe('done')
    expect(bench.happened(events.recoveryObjected)).toEqual([
      { account, key: WRONG },
      { account, key: NEW },
    ])
    expect(bench.state.get(recoveries, [account])).toBeUndefined()
  })
  test('each that is shown gives all of them time again', () => {
    const bench = contested()
    bench.pass(GATHERING - 2)
    expect(open(bench, DORA, OPERATOR, deviceKey(79, 7))).toBe('done')
    bench.pass(GATHERING - 1)
    expect(bench.state.get(recoveries, [bench.account(OPERATOR)])!.claims).toHaveLength(3)
    bench.pass(1)
    expect(bench.happened(events.recoveryEnded)).toMatchObject([{ why: 'deadline' }])
  })
  test('there are not too many', () => {
    const roles = ROLE.operator
    const founders = neighbours(12).map((founder, i) => (i > 2 ? { ...founder, roles } : founder))
    const bench = new Bench({ founders, genesis: { quotaSlots: 1 } })
    nameGuardians(bench, ANNE, [BEN, CARO], 2)
    for (let i = 0; i < MAX_CLAIMS; i++)
      expect(open(bench, deviceKey(3 + i), ANNE, deviceKey(i, 7))).toBe('done')
    expect(open(bench, deviceKey(3 + MAX_CLAIMS), ANNE)).toBe('members/recovery-open')
  })
})

test('guardians and an open recovery end with the membership', () => {
  const bench = agreed()
  const account = bench.account(ANNE)
  expect(bench.do(OPERATOR, 'members/exclude', { account, reason: 'a test' })).toBe('done')
  expect(bench.happened(events.recoveryEnded)).toEqual([{ account, why: 'membership' }])
  expect(bench.state.get(guardians, [account])).toBeUndefined()
  expect(open(bench, OPERATOR, ANNE)).toBe('members/unknown')
})

test('a suspended member can be recovered', () => {
  const bench = village()
  nameGuardians(bench, ANNE, [BEN, CARO], 2)
  bench.do(OPERATOR, 'members/suspend', { account: bench.account(ANNE), reason: 'a test' })
  expect(open(bench, OPERATOR, ANNE)).toBe('done')
})
