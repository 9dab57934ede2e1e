// Whose turn it is. `// Schedule` of rule 1: the owner of slot s is entry s mod N of the permutation for round
// ⌊s/N⌋, drawn from hash(seed, round); for N ≥ 3 nobody has the last turn of one round and the first of the next.
import type { Bytes } from '../../bytes/bytes.ts'
import { bytes, struct, uint } from '../../bytes/codec.ts'
import { type Hash, hashOf } from '../../bytes/hash.ts'
import { divFloor } from '../../bytes/integer.ts'
import { nameOf32 } from '../../bytes/name.ts'

const roundTag = struct({ seed: bytes(32), round: uint, block: uint }, 'round')
const seedTag = struct({ seed: bytes(32), reveals: bytes(32) }, 'seed')
const revealsTag = struct({ before: bytes(32), reveal: bytes(32) }, 'reveals')

/** Words of 32 bits from hash(seed, round), as many as are asked for. */
function words(seed: Bytes, round: number): () => number {
  let block = 0
  let view: DataView | undefined
  let at = 0
  return () => {
    if (!view || at === view.byteLength) {
      const hash = hashOf(roundTag, { seed, round, block })
      view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength)
      block += 1
      at = 0
    }
    const word = view.getUint32(at)
    at += 4
    return word
  }
}

const TWO_32 = 2 ** 32

/** A fair draw from 0 up to, not including, `below`: words beyond the last whole multiple are rejected. */
function drawFair(next: () => number, below: number): number {
  const limit = TWO_32 - (TWO_32 % below)
  for (;;) {
    const word = next()
    if (word < limit) return word % below
  }
}

function shuffled(seed: Bytes, round: number, count: number): number[] {
  const next = words(seed, round)
  const order: number[] = []
  for (let i = 0; i < count; i++) order.push(i)
  for (let i = count - 1; i > 0; i--) {
    const j = drawFair(next, i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}

/** Every slot of a round asks for its turns, on every branch: so many rounds are remembered. */
const MOST_ROUNDS = 64
const known = new Map<string, readonly number[]>()

/** The turns of a round: positions in the set, in the order of the round's slots. */
export function turnsOf(seed: Bytes, round: number, count: number): readonly number[] {
  const name = `${nameOf32(seed)}${round} ${count}`
  let turns = known.get(name)
  if (!turns) {
    turns = drawTurns(seed, round, count)
    if (known.size >= MOST_ROUNDS) known.clear()
    known.set(name, turns)
  }
  return turns
}

function drawTurns(seed: Bytes, round: number, count: number): readonly number[] {
  const order = shuffled(seed, round, count)
  // The last entry is never one of the first two when there are three, so the round before needs no such care.
  if (count >= 3 && round > 0 && shuffled(seed, round - 1, count)[count - 1] === order[0]) {
    const first = order[0]!
    order[0] = order[1]!
    order[1] = first
  }
  return order
}

/** The position in the set of who owns a slot. */
export const ownerOf = (seed: Bytes, slot: number, count: number): number =>
  turnsOf(seed, divFloor(slot, count), count)[slot % count]!

/** Whether all slots of this slot's round are due while finality stalls: about one round in ten (*Quiet*, c). */
export function isPulse(seed: Bytes, slot: number, count: number): boolean {
  const round = divFloor(slot, count)
  return words(seed, round)() % 10 === 0
}

/** The reveals since the last boundary, in order, as one hash. */
export const foldReveal = (before: Hash, reveal: Bytes): Hash => hashOf(revealsTag, { before, reveal })

/** The seed for the heights above a boundary. */
export const renewSeed = (seed: Hash, reveals: Hash): Hash => hashOf(seedTag, { seed, reveals })
