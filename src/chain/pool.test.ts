import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytes, struct } from '../bytes/codec.ts'
import type { Genesis } from './genesis.ts'
import { Pool, type PoolLimits } from './pool.ts'
import { View } from './store.ts'
import { key, ToyChain } from './toy.testing.ts'
import type { Transaction } from './transaction.ts'

const people = Array.from({ length: 6 }, (_, i) => ({ devices: [key(i + 1)], quota: 100 }))
const device = (i: number) => people[i]!.devices[0]!

class Waiting {
  readonly chain: ToyChain
  readonly pool: Pool
  readonly dropped: string[] = []
  constructor(limits?: PoolLimits, overrides: Partial<Genesis> = {}) {
    this.chain = new ToyChain(people, overrides)
    this.pool = new Pool(this.chain.community, limits)
  }
  private get registry() {
    return this.chain.community.rules.get(1)!
  }
  add(transaction: Transaction) {
    const slot = this.chain.head.header.slot + 1
    return this.pool.add(transaction, this.registry, new View(this.chain.head.tree), slot, (_, code) =>
      this.dropped.push(code),
    )
  }
  fill() {
    const slot = this.chain.head.header.slot + 1
    const execution = this.chain.open(slot)
    const taken = this.pool.fill(execution, (_, code) => this.dropped.push(code))
    this.chain.head = execution.seal()
    for (const { id } of taken) this.pool.remove(id)
    return taken
  }
  prune() {
    const { head } = this.chain
    this.pool.prune(this.registry, new View(head.tree), head.header.slot + 1, (_, code) =>
      this.dropped.push(code),
    )
  }
}

test('what cannot stand in a block does not wait for one, and the sender learns why', () => {
  const w = new Waiting()
  const good = w.chain.send(device(0), 1, 'add', 1)
  expect(w.add(good)).toBeUndefined()
  expect(w.add(good)).toBe('pool/known')
  expect(w.add(w.chain.send(device(0), 1, 'add', 2))).toBe('pool/sequence')
  expect(w.add(w.chain.send(device(0), 2, 'nothing', 2))).toBe('kernel/command')
  expect(w.add(w.chain.send(device(0), 2, 'checked', 0))).toBe('toy/no')
  expect(w.add(w.chain.send(device(0), 2, 'add', 2, { expiry: 0 }))).toBe('kernel/expired')
  expect(w.add(w.chain.send(device(0), 99, 'add', 2))).toBe('kernel/sequence')
  expect(w.add(w.chain.send(device(0), 2, 'add', 2, { chain: key(9) }))).toBe('kernel/chain')
  expect(w.pool.size).toBe(1)
})

test('a device’s transactions go out by sequence however they came in', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        Array.from({ length: 30 }, (_, i) => [i % 3, 1 + (i - (i % 3)) / 3] as const),
        { minLength: 1 },
      ),
      arrivals => {
        const w = new Waiting()
        for (const [who, sequence] of arrivals) w.add(w.chain.send(device(who), sequence, 'add', 1))
        const taken = w.fill()
        expect(taken).toHaveLength(arrivals.length)
        for (let who = 0; who < 3; who++) {
          const own = taken.filter(
            each => each.device === device(who) || each.device.join() === device(who).join(),
          )
          const sequences = own.map(each => each.sequence)
          expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
        }
        expect(w.pool.size).toBe(0)
        expect(w.dropped).toEqual([])
      },
    ),
    { numRuns: 50 },
  )
})

test('devices take turns, so that nobody’s burst fills a block alone', () => {
  const w = new Waiting()
  for (let s = 1; s <= 60; s++) w.add(w.chain.send(device(0), s, 'heavy', 10))
  for (let who = 1; who < 6; who++) w.add(w.chain.send(device(who), 1, 'heavy', 10))
  const taken = w.fill()
  expect(taken).toHaveLength(10)
  expect(new Set(taken.map(each => each.device.join())).size).toBe(6)
  expect(w.pool.size).toBe(55)
})

test('what waits for its quota or for room stays; what has become impossible goes', () => {
  const w = new Waiting()
  const stale = w.chain.send(device(0), 3, 'add', 1, { expiry: 2 })
  w.add(stale)
  w.add(w.chain.send(device(1), 1, 'add', 1))
  w.chain.block([w.chain.send(device(1), 1, 'add', 7)], 5)
  w.prune()
  expect(w.dropped.sort()).toEqual(['kernel/expired', 'kernel/sequence'])
  expect(w.pool.size).toBe(0)
})

test('the pool is bounded, and room is made at the cost of who holds most', () => {
  const w = new Waiting({ transactions: 10, bytes: 1 << 20, perAccount: 8, guests: 4 })
  for (let s = 1; s <= 8; s++) expect(w.add(w.chain.send(device(0), s, 'add', 1))).toBeUndefined()
  expect(w.add(w.chain.send(device(0), 9, 'add', 1))).toBe('pool/crowded')
  for (let who = 1; who <= 5; who++) expect(w.add(w.chain.send(device(who), 1, 'add', 1))).toBeUndefined()
  expect(w.pool.size).toBe(10)
  expect(w.dropped).toEqual(['pool/displaced', 'pool/displaced', 'pool/displaced'])
  const own = [...w.pool.waiting()].filter(each => each.device.join() === device(0).join())
  expect(own.map(each => each.sequence).sort()).toEqual([1, 2, 3, 4, 5])
  for (let s = 2; s <= 4; s++) w.add(w.chain.send(device(1), s, 'add', 1))
  expect(w.add(w.chain.send(device(1), 5, 'add', 1))).toBe('pool/full')
})

test('bytes are bounded too', () => {
  const size = new Waiting().chain.send(device(0), 1, 'add', 1).wire.length
  const w = new Waiting({ transactions: 100, bytes: 2 * size, perAccount: 8, guests: 4 })
  expect(w.add(w.chain.send(device(0), 1, 'add', 1))).toBeUndefined()
  expect(w.add(w.chain.send(device(1), 1, 'add', 1))).toBeUndefined()
  expect(w.add(w.chain.send(device(2), 1, 'add', 1))).toBe('pool/full')
})

test('applications wait for as many uses as their invitation has, and guests have a small share in all', () => {
  const tokens = [key(70), key(71), key(72)].map(each => ({ key: each, uses: 2, expiry: 50 }))
  const w = new Waiting({ transactions: 100, bytes: 1 << 20, perAccount: 8, guests: 3 }, { tokens })
  const join = struct({ token: bytes(32), signature: bytes(64) })
  const apply = (guest: number, token: number) =>
    w.add(
      w.chain.transaction(key(guest), 1, 'join', join, { token: key(token), signature: new Uint8Array(64) }),
    )
  expect([apply(80, 70), apply(81, 70), apply(82, 70)]).toEqual([undefined, undefined, 'pool/crowded'])
  expect([apply(83, 71), apply(84, 71)]).toEqual([undefined, 'pool/full'])
  expect(w.fill()).toHaveLength(3)
  expect(w.pool.size).toBe(0)
  expect(apply(85, 71)).toBeUndefined()
})

test('nobody is displaced for a transaction that finds no room all the same', () => {
  const large = (who: number, sequence: number) =>
    new Waiting().chain.send(device(who), sequence, 'add', 1).wire.length
  const w = new Waiting({ transactions: 100, bytes: 5 * large(0, 1), perAccount: 8, guests: 1 })
  for (let s = 1; s <= 5; s++) w.add(w.chain.send(device(0), s, 'add', 1))
  for (let s = 1; s <= 2; s++) expect(w.add(w.chain.send(device(1), s, 'add', 1))).toBeUndefined()
  expect(w.dropped).toHaveLength(2)
  expect(w.add(w.chain.send(device(1), 3, 'add', 1))).toBe('pool/full')
  expect(w.dropped).toHaveLength(2)
  expect(w.pool.size).toBe(5)
})

test('what is heavier than any block does not wait', () => {
  const w = new Waiting()
  expect(w.add(w.chain.send(device(0), 1, 'heavy', 101))).toBe('kernel/budget')
})
