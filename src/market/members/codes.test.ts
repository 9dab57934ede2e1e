// Every code of the module, provoked.
import { describe, expect, test } from 'vitest'
import { compareBytes } from '../../bytes/bytes.ts'
import { paramsOf } from '../../chain/kernel/rules.ts'
import { ALL_SCOPES, SCOPE } from '../../chain/module.ts'
import { Bench, deviceKey, neighbours, SIGNATURE } from '../testing.ts'
import { codes } from './codes.ts'
import { members } from './index.ts'
import { membersParams } from './params.ts'
import { ROLE } from './roles.ts'

const OPERATOR = deviceKey(0)
const TREASURER = deviceKey(1)
const ANNE = deviceKey(2)
const BEN = deviceKey(3)
const CARO = deviceKey(4)
const REGULATOR = deviceKey(9)
const TOKEN = deviceKey(7, 7)

/** A few neighbours, a regulator and an invitation. */
function village() {
  const founders = [
    ...neighbours(6),
    { devices: [{ key: REGULATOR, scopes: ALL_SCOPES }], roles: ROLE.regulator },
  ]
  return new Bench({
    founders,
    tokens: [{ key: TOKEN, uses: 3, expiry: 1000 }],
    genesis: { quotaSlots: 1 },
    members: { invitationUses: 10, invitationSlots: 100, gatheringSlots: 10, recoveryDelaySlots: 10 },
  })
}

const application = (bench: Bench, changes: object = {}) => ({
  declaration: paramsOf(bench.state, membersParams).declaration,
  roles: ROLE.household,
  details: new Uint8Array([1, 2, 3]),
  token: TOKEN,
  tokenSignature: SIGNATURE,
  ...changes,
})

const guest = (bench: Bench, changes: object = {}) => {
  const device = bench.newKey()
  return { device, result: bench.do(device, 'members/apply', application(bench, changes)) }
}

const admission = (bench: Bench, device: Uint8Array, changes: object = {}) => ({
  account: bench.account(device),
  roles: ROLE.household,
  confirmed: 7,
  ...changes,
})

const nameGuardians = (bench: Bench, of: Uint8Array, guardians: Uint8Array[], need: number) =>
  bench.do(of, 'members/nameGuardians', {
    accounts: guardians.map(key => bench.account(key)).sort(compareBytes),
    need,
  })

const open = (bench: Bench, by: Uint8Array, of: Uint8Array, key = deviceKey(77, 7)) =>
  bench.do(by, 'members/openRecovery', { account: bench.account(of), key, consent: SIGNATURE })

const endorse = (bench: Bench, by: Uint8Array, of: Uint8Array, key = deviceKey(77, 7)) =>
  bench.do(by, 'members/endorseRecovery', { account: bench.account(of), key })

/** A village where Anne has named Ben, Caro and the treasurer, and her recovery is open. */
function recovering() {
  const bench = village()
  expect(nameGuardians(bench, ANNE, [BEN, CARO, TREASURER], 2)).toBe('done')
  expect(open(bench, OPERATOR, ANNE)).toBe('done')
  return bench
}

const suspend = (bench: Bench, device: Uint8Array) =>
  bench.do(OPERATOR, 'members/suspend', { account: bench.account(device), reason: 'a test' })

const scenarios: Record<keyof typeof codes, (bench: Bench) => string> = {
  'members/not-a-member': bench => {
    const { device } = guest(bench)
    return bench.do(device, 'members/leave', {})
  },
  'members/suspended': bench => {
    nameGuardians(bench, ANNE, [BEN, CARO], 2)
    open(bench, OPERATOR, ANNE)
    suspend(bench, BEN)
    return endorse(bench, BEN, ANNE)
  },
  'members/reads-only': bench => bench.do(REGULATOR, 'members/leave', {}),
  'members/not-operator': bench =>
    bench.do(ANNE, 'members/invite', { key: deviceKey(1, 5), uses: 1, expiry: 20 }),
  'members/declaration': bench => guest(bench, { declaration: new Uint8Array(32) }).result,
  'members/applied': bench => {
    const { device } = guest(bench)
    return bench.do(device, 'members/apply', application(bench))
  },
  'members/is-member': bench => bench.do(ANNE, 'members/apply', application(bench)),
  'members/excluded': bench => {
    bench.do(OPERATOR, 'members/exclude', { account: bench.account(ANNE), reason: 'a test' })
    return bench.do(ANNE, 'members/apply', application(bench))
  },
  'members/no-application': bench => bench.do(OPERATOR, 'members/admit', admission(bench, ANNE)),
  'members/criteria': bench => {
    const { device } = guest(bench)
    return bench.do(OPERATOR, 'members/admit', admission(bench, device, { confirmed: 5 }))
  },
  'members/unknown': bench => {
    suspend(bench, ANNE)
    return suspend(bench, ANNE)
  },
  'members/not-suspended': bench => bench.do(OPERATOR, 'members/reinstate', { account: bench.account(ANNE) }),
  'members/last-operator': bench => bench.do(OPERATOR, 'members/leave', {}),
  'members/invitation-uses': bench =>
    bench.do(OPERATOR, 'members/invite', { key: deviceKey(1, 5), uses: 11, expiry: 20 }),
  'members/invitation-expiry': bench =>
    bench.do(OPERATOR, 'members/invite', { key: deviceKey(1, 5), uses: 1, expiry: 102 }),
  'members/no-invitation': bench =>
    bench.do(OPERATOR, 'members/withdrawInvitation', { key: deviceKey(1, 5) }),
  'members/guardian-need': bench => nameGuardians(bench, ANNE, [BEN, CARO], 1),
  'members/guardian-self': bench => nameGuardians(bench, ANNE, [ANNE, CARO], 2),
  'members/guardian': bench => nameGuardians(bench, ANNE, [REGULATOR, CARO], 2),
  'members/no-guardians': bench => open(bench, OPERATOR, ANNE),
  'members/own-recovery': bench => {
    nameGuardians(bench, OPERATOR, [BEN, CARO], 2)
    return open(bench, OPERATOR, OPERATOR)
  },
  'members/recovery-open': () => open(recovering(), OPERATOR, ANNE, deviceKey(78, 7)),
  'members/no-recovery': bench => bench.do(ANNE, 'members/objectRecovery', {}),
  'members/not-guardian': () => endorse(recovering(), deviceKey(5), ANNE),
  'members/recovery-key': () => endorse(recovering(), BEN, ANNE, deviceKey(78, 7)),
  'members/recovery-agreed': () => {
    const bench = recovering()
    endorse(bench, BEN, ANNE)
    endorse(bench, CARO, ANNE)
    return endorse(bench, TREASURER, ANNE)
  },
  'members/opener': bench => {
    nameGuardians(bench, ANNE, [OPERATOR, CARO], 2)
    open(bench, OPERATOR, ANNE)
    return endorse(bench, OPERATOR, ANNE)
  },
  'members/endorsed': () => {
    const bench = recovering()
    endorse(bench, BEN, ANNE)
    return endorse(bench, BEN, ANNE)
  },
}

test('every code of the module stands here and is a code of the registry', () => {
  expect(Object.keys(scenarios).sort()).toEqual(Object.keys(codes).sort())
  expect(members.codes).toBe(codes)
})

for (const [code, provoke] of Object.entries(scenarios))
  test(`${code} is the answer where it belongs`, () => {
    expect(provoke(village())).toBe(code)
  })

describe('the same codes in other places', () => {
  const nobody = new Uint8Array(20)
  const REASON = { account: nobody, reason: 'a test' }
  const operators: [string, object][] = [
    ['admit', { account: nobody, roles: 1, confirmed: 7 }],
    ['decline', REASON],
    ['setRoles', { account: nobody, roles: 1 }],
    ['suspend', REASON],
    ['reinstate', { account: nobody }],
    ['exclude', REASON],
    ['invite', { key: TOKEN, uses: 1, expiry: 9 }],
    ['withdrawInvitation', { key: TOKEN }],
  ]
  const bench = village()
  for (const [command, params] of operators)
    test(`only an operator may ${command}, and a regulator writes nothing`, () => {
      expect(bench.do(ANNE, `members/${command}`, params)).toBe('members/not-operator')
      expect(bench.do(REGULATOR, `members/${command}`, params)).toBe('members/reads-only')
    })
  test('whoever is not a member is not found', () => {
    for (const [command, params] of operators.slice(2, 6))
      expect(bench.do(OPERATOR, `members/${command}`, params)).toMatch(/unknown|not-suspended/)
    expect(bench.do(OPERATOR, 'members/decline', REASON)).toBe('members/no-application')
    expect(bench.do(OPERATOR, 'members/invite', { key: TOKEN, uses: 1, expiry: 40 })).toBe(
      'kernel/token-taken',
    )
  })
  test('an invitation that has passed already is none', () => {
    const expired = { key: deviceKey(1, 5), uses: 1, expiry: bench.slot }
    expect(bench.do(OPERATOR, 'members/invite', expired)).toBe('members/invitation-expiry')
  })
  test('only the recovery of the only operator is its guardians’ to open', () => {
    for (const lost of [ANNE, TREASURER]) {
      expect(nameGuardians(bench, lost, [BEN, CARO], 2)).toBe('done')
      expect(open(bench, BEN, lost)).toBe('members/not-operator')
    }
    expect(nameGuardians(bench, OPERATOR, [BEN, CARO], 2)).toBe('done')
    expect(open(bench, ANNE, OPERATOR)).toBe('members/not-guardian')
    const second = { account: bench.account(TREASURER), roles: ROLE.treasurer | ROLE.operator }
    bench.do(OPERATOR, 'members/setRoles', second)
    expect(open(bench, BEN, OPERATOR)).toBe('members/not-operator')
    expect(open(bench, TREASURER, OPERATOR)).toBe('done')
  })
  test('a key is shown once, and none any more when enough have agreed to one', () => {
    const bench = village()
    nameGuardians(bench, OPERATOR, [ANNE, BEN, CARO], 2)
    expect(open(bench, ANNE, OPERATOR)).toBe('done')
    expect(open(bench, BEN, OPERATOR)).toBe('members/recovery-open')
    expect(open(bench, BEN, OPERATOR, deviceKey(78, 7))).toBe('done')
    expect(endorse(bench, CARO, OPERATOR)).toBe('done')
    expect(open(bench, CARO, OPERATOR, deviceKey(79, 7))).toBe('members/recovery-agreed')
    expect(endorse(bench, CARO, OPERATOR, deviceKey(78, 7))).toBe('members/recovery-key')
  })
  test('a scope that does not reach so far keeps the command out', () => {
    const device = bench.newKey()
    const added = { key: device, scopes: SCOPE.trade, consent: SIGNATURE }
    expect(bench.do(ANNE, 'members/addDevice', added)).toBe('done')
    expect(bench.do(device, 'members/leave', {})).toBe('kernel/scope')
    expect(endorse(bench, device, ANNE)).toBe('kernel/scope')
    expect(bench.do(device, 'members/objectRecovery', {})).toBe('members/no-recovery')
  })
})
