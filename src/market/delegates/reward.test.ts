import { expect, test } from 'vitest'
import { Store } from '../../chain/store.ts'
import { balanceOf, debit } from '../accounts/money.ts'
import { member, tamper, village } from './delegates.testing.ts'
import { contribute, potOf } from './pot.ts'
import { MAX_TOKENS, production } from './records.ts'
import { burnPriority, priorityOf } from './reward.ts'

type Bench = ReturnType<typeof village>
const numberOf = (bench: Bench, account: Uint8Array) =>
  [0, 1, 2, 3].find(i => Buffer.compare(bench.account(member(i)), account) === 0)!
const producer = (bench: Bench) => bench.head.header.producer
const free = (bench: Bench, account: Uint8Array) => balanceOf(bench.state, account).free

/** As a later module will feed it: out of somebody's fee. */
const fill = (bench: Bench, amount: number) =>
  tamper(bench, state => {
    debit(state, bench.account(member(8)), amount)
    contribute(state, amount)
  })
const busy = (bench: Bench) =>
  bench.do(member(7), 'accounts/transfer', { to: bench.account(member(6)), amount: 1, note: '' })

test('the producer of a block that is not empty has a token and a share of the pot', () => {
  const bench = village({ rewardPart: 100 })
  fill(bench, 10_050)
  const supply = () => {
    let sum = potOf(bench.state)
    for (let i = 0; i < 9; i++) sum += free(bench, bench.account(member(i)))
    return sum
  }
  const before = supply()
  busy(bench)
  const account = producer(bench)
  expect(numberOf(bench, account)).toBeDefined()
  expect(priorityOf(bench.state, account)).toBe(1)
  expect(free(bench, account)).toBe(1_000_000_000 - 1000 + 100)
  expect(potOf(bench.state)).toBe(9950)
  expect(supply()).toBe(before)
})

test('an empty block earns nothing', () => {
  const bench = village({ rewardPart: 100 })
  fill(bench, 10_000)
  bench.pass(1)
  expect(priorityOf(bench.state, producer(bench))).toBe(0)
  expect(potOf(bench.state)).toBe(10_000)
})

test('nothing is paid of next to nothing', () => {
  const bench = village({ rewardPart: 100 })
  fill(bench, 99)
  busy(bench)
  expect(potOf(bench.state)).toBe(99)
  expect(priorityOf(bench.state, producer(bench))).toBe(1)
})

test('tokens are burnt one by one, and pile up to a bound', () => {
  const bench = village()
  busy(bench)
  const account = producer(bench)
  tamper(bench, state => {
    expect(burnPriority(state, account)).toBe(true)
    expect(burnPriority(state, account)).toBe(false)
  })
  bench.check()
  const full = { blocks: 1, tokens: MAX_TOKENS, burnt: 0 }
  const store = new Store(bench.head.tree.edit())
  store.put(production, [account], full)
  expect(priorityOf(store, account)).toBe(MAX_TOKENS)
})
