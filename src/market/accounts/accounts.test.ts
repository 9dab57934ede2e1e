import { describe, expect, test } from 'vitest'
import { ROLE } from '../members/roles.ts'
import { Bench, deviceKey, neighbours } from '../testing.ts'
import { issued, redeemed, redemptionDeclined } from './events.ts'
import { balanceOf, lockedFor } from './money.ts'
import { balances, totals } from './records.ts'
import { redemptionName } from './redeem.ts'

const [operator, treasurer, anna, ben, cafe] = [0, 1, 2, 3, 4].map(number => deviceKey(number)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]
const CREDITS = 1_000_000_000

const start = () => new Bench({ founders: neighbours(5) })
const freeOf = (bench: Bench, device: Uint8Array) => balanceOf(bench.state, bench.account(device)).free

describe('transfers', () => {
  const pay = (bench: Bench, from: Uint8Array, to: Uint8Array, amount: number) =>
    bench.do(from, 'accounts/transfer', { to: bench.account(to), amount, note: 'solar' })

  test('move exactly what they say', () => {
    const bench = start()
    expect(pay(bench, anna, ben, 1)).toBe('done')
    expect(freeOf(bench, anna)).toBe(CREDITS - 1)
    expect(freeOf(bench, ben)).toBe(CREDITS + 1)
  })

  test('reach down to the credit line, and not below', () => {
    const bench = start()
    bench.do(treasurer, 'accounts/setLine', { account: bench.account(anna), line: 50 })
    expect(pay(bench, anna, ben, CREDITS + 51)).toBe('accounts/uncovered')
    expect(pay(bench, anna, ben, CREDITS + 50)).toBe('done')
    expect(freeOf(bench, anna)).toBe(-50)
    expect(pay(bench, anna, ben, 1)).toBe('accounts/uncovered')
  })

  test('an account spent to nothing keeps no record', () => {
    const bench = start()
    const before = [...bench.state.each(balances)].length
    expect(pay(bench, anna, ben, CREDITS)).toBe('done')
    expect([...bench.state.each(balances)]).toHaveLength(before - 1)
  })

  test('are refused for no amount, to oneself, to strangers, from regulators', () => {
    const bench = start()
    expect(pay(bench, anna, ben, 0)).toBe('accounts/amount')
    expect(pay(bench, anna, anna, 1)).toBe('accounts/self')
    expect(pay(bench, anna, deviceKey(99), 1)).toBe('accounts/not-a-member')
    bench.do(operator, 'members/setRoles', { account: bench.account(anna), roles: ROLE.regulator })
    expect(pay(bench, anna, ben, 1)).toBe('members/reads-only')
  })
})

describe('issue and redemption', () => {
  const supply = (bench: Bench) => bench.state.get(totals, [])!.supply
  const redeem = (bench: Bench, amount: number) =>
    bench.do(anna, 'accounts/redeem', { amount, reference: 'my bank' })

  test('the treasurer issues against money paid in, to members alone', () => {
    const bench = start()
    const issue = (by: Uint8Array, to: Uint8Array, amount: number) =>
      bench.do(by, 'accounts/issue', { to: bench.account(to), amount, reference: 'receipt 1' })
    expect(issue(treasurer, anna, 500)).toBe('done')
    expect(bench.happened(issued)).toMatchObject([{ amount: 500, reference: 'receipt 1' }])
    expect(freeOf(bench, anna)).toBe(CREDITS + 500)
    expect(supply(bench)).toBe(5 * CREDITS + 500)
    expect(issue(operator, anna, 500)).toBe('accounts/not-treasurer')
    expect(issue(treasurer, deviceKey(99), 500)).toBe('accounts/not-a-member')
    expect(issue(treasurer, anna, 0)).toBe('accounts/amount')
    expect(issue(treasurer, anna, Number.MAX_SAFE_INTEGER)).toBe('kernel/overflow')
    expect(supply(bench)).toBe(5 * CREDITS + 500)
  })

  test('a redemption locks credits until it is paid, and then they are gone', () => {
    const bench = start()
    expect(redeem(bench, 300)).toBe('done')
    expect(freeOf(bench, anna)).toBe(CREDITS - 300)
    expect(lockedFor(bench.state, bench.account(anna), 'redemption', redemptionName(0))).toBe(300)
    expect(bench.do(treasurer, 'accounts/pay', { number: 0, reference: 'transfer 7' })).toBe('done')
    expect(bench.happened(redeemed)).toMatchObject([{ number: 0, amount: 300, reference: 'transfer 7' }])
    expect(supply(bench)).toBe(5 * CREDITS - 300)
    expect(freeOf(bench, anna)).toBe(CREDITS - 300)
  })

  test('a declined one comes back whole', () => {
    const bench = start()
    redeem(bench, 300)
    expect(bench.do(treasurer, 'accounts/decline', { number: 0, reason: 'no such bank' })).toBe('done')
    expect(bench.happened(redemptionDeclined)).toMatchObject([{ reason: 'no such bank' }])
    expect(freeOf(bench, anna)).toBe(CREDITS)
    expect(supply(bench)).toBe(5 * CREDITS)
  })

  test('credit that was lent is not paid out', () => {
    const bench = start()
    bench.do(treasurer, 'accounts/setLine', { account: bench.account(anna), line: 1000 })
    expect(redeem(bench, CREDITS + 1)).toBe('accounts/uncovered')
    expect(redeem(bench, CREDITS)).toBe('done')
  })

  test('who has left is still paid out', () => {
    const bench = start()
    expect(bench.do(anna, 'members/leave', {})).toBe('done')
    expect(bench.do(anna, 'accounts/transfer', { to: bench.account(ben), amount: 1, note: '' })).toBe(
      'members/not-a-member',
    )
    expect(redeem(bench, CREDITS)).toBe('done')
    expect(bench.do(treasurer, 'accounts/pay', { number: 0, reference: '' })).toBe('done')
  })

  test('are refused where there is none, nobody’s business, or too many', () => {
    const bench = start()
    expect(redeem(bench, 0)).toBe('accounts/amount')
    expect(bench.do(treasurer, 'accounts/pay', { number: 0, reference: '' })).toBe('accounts/no-redemption')
    expect(bench.do(treasurer, 'accounts/pay', { number: 2 ** 50, reference: '' })).toBe(
      'accounts/no-redemption',
    )
    for (let i = 0; i < 8; i++) expect(redeem(bench, 1)).toBe('done')
    expect(redeem(bench, 1)).toBe('accounts/redemptions-open')
    expect(bench.do(operator, 'accounts/pay', { number: 0, reference: '' })).toBe('accounts/not-treasurer')
    expect(bench.do(operator, 'accounts/decline', { number: 0, reason: '' })).toBe('accounts/not-treasurer')
    expect(bench.do(treasurer, 'accounts/pay', { number: 3, reference: '' })).toBe('done')
    expect(bench.do(treasurer, 'accounts/pay', { number: 3, reference: '' })).toBe('accounts/no-redemption')
    expect(redeem(bench, 1)).toBe('done')
  })
})

describe('credit lines', () => {
  const setLine = (bench: Bench, by: Uint8Array, of: Uint8Array, line: number) =>
    bench.do(by, 'accounts/setLine', { account: bench.account(of), line })

  test('are the treasurer’s to set, and never below what is in use', () => {
    const bench = start()
    expect(setLine(bench, anna, anna, 100)).toBe('accounts/not-treasurer')
    expect(setLine(bench, treasurer, deviceKey(99), 100)).toBe('accounts/not-a-member')
    expect(setLine(bench, treasurer, anna, 100)).toBe('done')
    bench.do(anna, 'accounts/transfer', { to: bench.account(cafe), amount: CREDITS + 60, note: '' })
    expect(setLine(bench, treasurer, anna, 59)).toBe('accounts/line-in-use')
    expect(setLine(bench, treasurer, anna, 60)).toBe('done')
  })
})
