import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bytes } from '../../bytes/bytes.ts'
import { sha256 } from '../../bytes/hash.ts'
import { REVEAL_SLOTS, RevealChain, revealFor, revealHolds, type Seen } from './reveals.ts'
import { foldReveal, isPulse, ownerOf, renewSeed, turnsOf } from './schedule.ts'

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('a round gives everybody one turn, and nobody two in a row across rounds', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 25 }), fc.nat(1_000_000), (seed, count, round) => {
      const turns = turnsOf(seed, round, count)
      expect([...turns].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
      turns.forEach((turn, i) => {
        expect(ownerOf(seed, round * count + i, count)).toBe(turn)
      })
      if (count >= 3) expect(turnsOf(seed, round + 1, count)[0]).not.toBe(turns[count - 1])
    }),
  )
})

test('turns are fair: every place falls to everybody about as often', () => {
  const seed = sha256(new Uint8Array([1]))
  const firsts = [0, 0, 0, 0, 0, 0, 0]
  const rounds = 7000
  for (let round = 0; round < rounds; round++) firsts[turnsOf(seed, round, 7)[3]!]! += 1
  // Chi-squared with six degrees of freedom: 22.5 is exceeded once in a thousand; the seed is fixed.
  const chi = firsts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  expect(chi).toBeLessThan(22.5)
})

test('about one round in ten is a pulse, whole', () => {
  const seed = sha256(new Uint8Array([2]))
  let pulses = 0
  for (let round = 0; round < 5000; round++) {
    const first = isPulse(seed, round * 4, 4)
    for (let i = 1; i < 4; i++) expect(isPulse(seed, round * 4 + i, 4)).toBe(first)
    if (first) pulses += 1
  }
  expect(pulses).toBeGreaterThan(400)
  expect(pulses).toBeLessThan(600)
})

test('the next seed hangs on every reveal and on their order', () => {
  const [seed, a, b] = [1, 2, 3].map(i => sha256(new Uint8Array([i]))) as [Uint8Array, Uint8Array, Uint8Array]
  const start = new Uint8Array(32)
  const fold = (...reveals: Uint8Array[]) => renewSeed(seed, reveals.reduce(foldReveal, start)).join()
  expect(new Set([fold(), fold(a), fold(b), fold(a, b), fold(b, a)]).size).toBe(5)
})

const holds = (seen: Seen, base: number, slot: number, value: Bytes): boolean => {
  const claimed = revealFor(seen, base, slot, value)
  return claimed !== undefined && revealHolds(claimed)
}

test('every value of a chain of reveals holds against any earlier one, and no other does', () => {
  const base = 1000
  const chain = RevealChain.of(sha256(new Uint8Array([7])), base)
  const start = { slot: base, value: chain.commitment }
  for (const slot of [1001, 1002, 2047, 3000, 4096])
    expect(holds(start, base, slot, chain.at(slot)!)).toBe(true)
  const seen = { slot: 3000, value: chain.at(3000)! }
  expect(holds(seen, base, 3001, chain.at(3001)!)).toBe(true)
  expect(holds(seen, base, 3002, chain.at(3001)!)).toBe(false)
  expect(holds(seen, base, 3000, chain.at(3000)!)).toBe(false)
  expect(holds(seen, base, 2999, chain.at(2999)!)).toBe(false)
  expect(holds(seen, base, 3001, new Uint8Array(32))).toBe(false)
  expect(holds(seen, base, 3001, new Uint8Array(31))).toBe(false)
  const last = base + REVEAL_SLOTS - 1
  expect(holds({ slot: last - 1, value: chain.at(last - 1)! }, base, last, chain.at(last)!)).toBe(true)
  expect(chain.at(last + 1)).toBeUndefined()
  expect(chain.at(base)).toBeUndefined()
  expect(holds(seen, base, last + 1, chain.at(last)!)).toBe(false)
})
