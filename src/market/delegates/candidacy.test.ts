import { describe, expect, test } from 'vitest'
import { activeSets } from '../../chain/consensus/branch.ts'
import { REVEAL_SLOTS } from '../../chain/consensus/reveals.ts'
import { signaturesOf } from '../../chain/verification.ts'
import { balanceOf } from '../accounts/money.ts'
import { SIGNATURE } from '../testing.ts'
import { standBytes } from './consent.ts'
import {
  candidacyOf,
  delegateKey,
  EPOCH,
  EVIDENCE,
  elected,
  leaveSet,
  member,
  present,
  rekey,
  stand,
  standing,
  village,
} from './delegates.testing.ts'
import { released, stood } from './events.ts'
import { refusalOfPresence } from './presence.ts'
import { keys, MAX_FORMER } from './records.ts'

type Bench = ReturnType<typeof village>
const free = (bench: Bench, i: number) => balanceOf(bench.state, bench.account(member(i))).free
const withdraw = (bench: Bench, i: number) => bench.do(member(i), 'delegates/withdraw', {})
/** Blocks up to a slot, enough to cross a boundary. */
const passTo = (bench: Bench, slot: number) => {
  for (let i = 0; i <= EPOCH; i++) if (bench.slot < slot - 1) bench.pass(1)
  if (bench.slot < slot) bench.pass(slot - bench.slot)
}

describe('standing', () => {
  test('takes a key that consents, reveals and a stake', () => {
    const bench = village()
    const params = standing(bench, 5)
    const account = bench.account(member(5))
    const sent = bench.send(member(5), 'delegates/stand', params)
    expect(signaturesOf(bench.community, bench.registry, sent)[1]).toEqual({
      publicKey: params.key,
      message: standBytes(bench.community.genesisHash, account, params.commitment),
      signature: SIGNATURE,
    })
    bench.block([sent])
    expect(bench.happened(stood)).toEqual([{ account, number: 5, key: delegateKey(5) }])
    expect(free(bench, 5)).toBe(1_000_000_000 - 1000)
    expect(stand(bench, 5)).toBe('delegates/standing')
  })

  test('is refused with another’s key, too little, or reveals from another time', () => {
    const bench = village()
    expect(stand(bench, 5, { key: delegateKey(0) })).toBe('delegates/key-taken')
    expect(stand(bench, 5, { stake: 999 })).toBe('delegates/stake')
    expect(stand(bench, 5, { stake: 1_000_000_001 })).toBe('delegates/uncovered')
    expect(stand(bench, 5, { base: bench.slot + 100 })).toBe('delegates/base')
    bench.pass(100_000)
    expect(stand(bench, 5, { base: 5 })).toBe('delegates/base')
    bench.do(member(0), 'members/suspend', { account: bench.account(member(5)), reason: '' })
    expect(stand(bench, 5)).toBe('members/suspended')
  })

  test('needs no stake where none is asked', () => {
    const bench = village({ stake: 0 })
    expect(stand(bench, 5, { stake: 0 })).toBe('done')
    present(bench, 5)
    expect(elected(bench)).toEqual([5])
  })

  test('can be raised', () => {
    const bench = village()
    expect(bench.do(member(2), 'delegates/raise', { amount: 500 })).toBe('done')
    expect(candidacyOf(bench, 2)).toMatchObject({ stake: 1500 })
    expect(bench.do(member(2), 'delegates/raise', { amount: 0 })).toBe('delegates/amount')
    expect(bench.do(member(2), 'delegates/raise', { amount: 1_000_000_000_000 })).toBe('delegates/amount')
    expect(bench.do(member(2), 'delegates/raise', { amount: 1_000_000_000 })).toBe('delegates/uncovered')
    expect(bench.do(member(8), 'delegates/raise', { amount: 1 })).toBe('delegates/not-standing')
  })
})

describe('the stake of one who withdraws', () => {
  test('comes back when evidence would be too late, and the key is free again', () => {
    const bench = village()
    stand(bench, 5)
    expect(withdraw(bench, 5)).toBe('done')
    const until = bench.slot + EVIDENCE + 10
    expect(withdraw(bench, 5)).toBe('delegates/not-standing')
    expect(candidacyOf(bench, 5)).toMatchObject({ status: 'withdrawn', until })
    passTo(bench, until - 1)
    expect(free(bench, 5)).toBe(1_000_000_000 - 1000)
    bench.pass(1)
    expect(bench.happened(released)).toEqual([{ account: bench.account(member(5)), stake: 1000 }])
    expect(free(bench, 5)).toBe(1_000_000_000)
    expect(bench.state.get(keys, [delegateKey(5)])).toBeUndefined()
    expect(stand(bench, 5)).toBe('done')
  })

  test('stays for as long as the key is in an active set, and the window after that', () => {
    const bench = village()
    withdraw(bench, 3)
    passTo(bench, 400)
    expect(candidacyOf(bench, 3)).toMatchObject({ stake: 1000 })
    leaveSet(bench, delegateKey(3))
    passTo(bench, 500)
    expect(candidacyOf(bench, 3)).toMatchObject({ stake: 1000 })
    passTo(bench, 400 + 2 * EVIDENCE + 2)
    expect(candidacyOf(bench, 3)).toBeUndefined()
    expect(free(bench, 3)).toBe(1_000_000_000)
  })

  test('stays until an election of before can come into force no more', () => {
    const bench = village({}, { evidenceSlots: 1 })
    stand(bench, 5)
    withdraw(bench, 5)
    bench.pass(1000)
    // Height 3 of an epoch of 40.
    expect(candidacyOf(bench, 5)).toMatchObject({ status: 'withdrawn' })
    while (bench.head.header.height <= EPOCH) bench.pass(1)
    bench.pass(3)
    expect(candidacyOf(bench, 5)).toBeUndefined()
  })

  test('is taken along by one who comes back', () => {
    const bench = village()
    withdraw(bench, 3)
    expect(stand(bench, 3, { base: 0, commitment: new Uint8Array(32) })).toBe('delegates/key-taken')
    expect(stand(bench, 3, { base: 0, stake: 1200 })).toBe('done')
    expect(free(bench, 3)).toBe(1_000_000_000 - 1200)
    withdraw(bench, 3)
    expect(stand(bench, 3, { key: delegateKey(6) })).toBe('done')
    expect(free(bench, 3)).toBe(1_000_000_000 - 1000)
    expect(candidacyOf(bench, 3)?.former.map(({ key }) => key)).toEqual([delegateKey(3)])
  })

  test('comes back to a member who has gone without a word', () => {
    const bench = village({}, { intervalSlots: 10 })
    stand(bench, 5)
    bench.do(member(5), 'members/leave', {})
    bench.pass(10)
    bench.pass(10)
    expect(candidacyOf(bench, 5)).toMatchObject({ status: 'withdrawn' })
    passTo(bench, bench.slot + EVIDENCE + 20)
    expect(free(bench, 5)).toBe(1_000_000_000)
  })
})

describe('re-keying', () => {
  test('counts from the next election on', () => {
    const bench = village()
    present(bench, 3)
    expect(rekey(bench, 3, 7)).toBe('done')
    expect(elected(bench)).toEqual([3])
    expect(candidacyOf(bench, 3)).toMatchObject({ key: delegateKey(7), number: 4 })
    expect(activeSets(bench.state)[0]![3]!.key).toEqual(delegateKey(3))
    expect(stand(bench, 5, { key: delegateKey(3) })).toBe('delegates/key-taken')
  })

  test('is due while a quarter of the reveals is left', () => {
    const bench = village()
    const { genesis } = bench.community
    const account = bench.account(member(3))
    const at = (slot: number) => refusalOfPresence(bench.state, genesis, account, { height: 9, slot })?.code
    expect(at(0.75 * REVEAL_SLOTS)).toBeUndefined()
    expect(at(0.75 * REVEAL_SLOTS + 1)).toBe('delegates/reveals-spent')
  })

  test('may take new reveals alone, which begin after the ones before', () => {
    const bench = village()
    const commitment = new Uint8Array(32).fill(1)
    present(bench, 3)
    expect(rekey(bench, 3, 3, { commitment, base: 0 })).toBe('delegates/base')
    const base = bench.slot + 1
    expect(rekey(bench, 3, 3, { commitment, base })).toBe('done')
    expect(candidacyOf(bench, 3)).toMatchObject({
      key: delegateKey(3),
      number: 4,
      commitment,
      base,
      former: [],
    })
    expect(elected(bench)).toEqual([3])
    expect(rekey(bench, 3, 3, { commitment: new Uint8Array(32).fill(2), base })).toBe('delegates/base')
    expect(rekey(bench, 4, 3, { commitment: new Uint8Array(32).fill(2) })).toBe('delegates/not-standing')
  })

  test('does not go back to a key that is known', () => {
    const bench = village()
    expect(rekey(bench, 3, 3)).toBe('delegates/key-taken')
    rekey(bench, 3, 7)
    expect(rekey(bench, 3, 3)).toBe('delegates/key-taken')
    expect(rekey(bench, 8, 8)).toBe('delegates/not-standing')
  })

  test('has a bound while the keys given up can be accused', () => {
    const bench = village()
    for (let i = 0; i < MAX_FORMER; i++) expect(rekey(bench, 3, 10 + i)).toBe('done')
    expect(rekey(bench, 3, 30)).toBe('delegates/keys-full')
    passTo(bench, bench.slot + 2 * EVIDENCE)
    expect(rekey(bench, 3, 30)).toBe('done')
    // All but the one in the active set are let go of, but not the newest.
    expect(candidacyOf(bench, 3)?.former.map(({ key }) => key)).toEqual([
      delegateKey(3),
      delegateKey(10 + MAX_FORMER - 1),
    ])
  })
})
