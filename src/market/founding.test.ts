import { expect, test } from 'vitest'
import { encode } from '../bytes/codec.ts'
import { beginChain } from '../chain/begin.ts'
import { community } from '../chain/community.ts'
import { type Genesis, genesisCodec, readGenesis } from '../chain/genesis.ts'
import { accountOf } from '../chain/kernel/keys.ts'
import { MAX_GENESIS_BYTES } from '../chain/limits.ts'
import { ALL_SCOPES, SCOPE } from '../chain/module.ts'
import { solo } from '../chain/solo.ts'
import { View } from '../chain/store.ts'
import { accountId } from '../chain/transaction.ts'
import { type Founding, type FoundingMember, found } from './founding.ts'
import { MAX_FOUNDERS } from './members/begin.ts'
import { ROLE } from './members/roles.ts'
import { memberCount, memberOf, voterCount } from './members/standing.ts'
import { ruleBook } from './registry.ts'
import { deviceKey, neighbours } from './testing.ts'

const begin = (genesis: Genesis) => beginChain(community(genesis, ruleBook))
const device = (number: number, scopes = ALL_SCOPES) => ({ key: deviceKey(number), scopes })

test('founders have accounts, roles, quotas and credits', () => {
  const founders: FoundingMember[] = [
    { devices: [device(1), device(2), device(3, SCOPE.trade)], threshold: 2, roles: ROLE.operator },
    { devices: [device(4)], roles: ROLE.household | ROLE.generator, credits: 500, line: 100 },
    { devices: [device(5)], roles: ROLE.regulator },
  ]
  const built = community(
    found({
      founders,
      genesis: solo(founders[0]!.devices[0]!.key),
      tokens: [{ key: deviceKey(9), uses: 20, expiry: 1000 }],
    }),
    ruleBook,
  )
  const state = new View(beginChain(built).tree)
  const account = (key: Uint8Array) => accountId(built.genesisHash, key)
  expect(memberCount(state)).toBe(3)
  expect(voterCount(state)).toBe(2)
  expect(accountOf(state, account(deviceKey(1)))).toMatchObject({ threshold: 2, quota: 600 })
  expect(memberOf(state, account(deviceKey(4)))).toEqual({
    status: 'active',
    roles: ROLE.household | ROLE.generator,
    since: 0,
    voter: 0,
  })
})

test('a genesis is read back as it was written', () => {
  const genesis = found({ founders: neighbours(5), genesis: solo(deviceKey(0)) })
  expect(readGenesis(encode(genesisCodec, genesis))).toEqual(genesis)
})

const senseless: [string, Founding, RegExp][] = [
  ['nobody operates', { founders: [{ devices: [device(1)] }] }, /operator/],
  ['no device', { founders: [...neighbours(1), { devices: [] }] }, /founder 1 has no device/],
  [
    'credits and no device',
    { founders: [...neighbours(1), { devices: [], credits: 5 }] },
    /founder 1 has no device/,
  ],
  ['a device twice', { founders: [...neighbours(1), { devices: [device(7), device(7)] }] }, /twice/],
  ['a device of two', { founders: [...neighbours(1), { devices: [device(0)] }] }, /key-taken/],
  [
    'a threshold too high',
    { founders: [...neighbours(1), { devices: [device(7)], threshold: 2 }] },
    /threshold/,
  ],
  ['an empty criterion', { founders: neighbours(1), members: { criteria: [''] } }, /says nothing/],
  ['a criterion twice', { founders: neighbours(1), members: { criteria: ['a', 'a'] } }, /twice/],
  [
    'no quota for operators',
    { founders: neighbours(1), members: { quotas: [] } },
    /nobody could be admitted/,
  ],
  [
    'a quota for two roles',
    { founders: neighbours(1), members: { quotas: [{ role: 3, quota: 1 }] } },
    /one role/,
  ],
  ['votes that cannot be', { founders: neighbours(1), rules: { leastSlots: 19, mostSlots: 28 } }, /longer/],
]
for (const [name, founding, reason] of senseless)
  test(`genesis makes no sense: ${name}`, () => {
    expect(() => begin(found(founding))).toThrow(reason)
  })

const many = (count: number): FoundingMember[] =>
  Array.from({ length: count }, (_, i) => ({
    devices: [device(i)],
    roles: i === 0 ? ROLE.operator : ROLE.household,
    credits: 1_000_000_000,
    line: 1_000_000,
  }))

test('as many founders as may be fit a genesis', () => {
  const file = encode(genesisCodec, found({ founders: many(MAX_FOUNDERS) }))
  expect(file.length).toBeLessThan(MAX_GENESIS_BYTES)
})

test('thousands of founders begin together', () => {
  const { tree } = begin(found({ founders: many(5000), genesis: solo(many(1)[0]!.devices[0]!.key) }))
  expect(memberCount(new View(tree))).toBe(5000)
})
