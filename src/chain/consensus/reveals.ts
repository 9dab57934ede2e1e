// Reveals: a candidacy commits to the end of a chain of SHA-256, and every slot has one value of it. `// Reveals` of
// rule 1. The value of base + i hashes to that of base + i − 1; the commitment is the value of base itself.
import { type Bytes, equalBytes } from '../../bytes/bytes.ts'
import { type Hash, sha256 } from '../../bytes/hash.ts'
import { divFloor } from '../../bytes/integer.ts'

/** How many slots one commitment serves. */
export const REVEAL_SLOTS = 2 ** 20

function forward(value: Bytes, steps: number): Hash {
  let hash: Hash = value
  for (let i = 0; i < steps; i++) hash = sha256(hash)
  return hash
}

/** The last value of a delegate that its branch has seen. */
export interface Seen {
  readonly slot: number
  readonly value: Bytes
}

/** A value that a header claims for its slot. */
export interface Revealed extends Seen {
  /** The last one seen on its branch. */
  readonly after: Seen
}

/** What is claimed, where a chain that begins at this slot has a value for it: nothing is hashed here. */
export function revealFor(after: Seen, base: number, slot: number, value: Bytes): Revealed | undefined {
  const isServed = slot > after.slot && slot - base < REVEAL_SLOTS && value.length === 32
  return isServed ? { slot, value, after } : undefined
}

/** What was found right, so that a block which is judged and then executed is walked once. */
const walked = new WeakMap<Bytes, Revealed>()

/**
 * Whether this is the delegate's value for the slot, by hashing forward to the last one seen on the branch: up to 2^20
 * hashes, so whoever has the header from a stranger looks at its signature first.
 */
export function revealHolds(claimed: Revealed): boolean {
  const { slot, value, after } = claimed
  const before = walked.get(value)
  if (before && before.slot === slot && isSame(before.after, after)) return true
  const holds = equalBytes(forward(value, slot - after.slot), after.value)
  if (holds) walked.set(value, claimed)
  return holds
}

const isSame = (a: Seen, b: Seen): boolean => a.slot === b.slot && equalBytes(a.value, b.value)

/** Every so many values one is kept, a quarter of a megabyte in all, so that a value costs half as many hashes. */
const STRIDE = 128

/** So many hashes are a few milliseconds: whoever makes a chain beside other work stops as often. */
const PAUSE_EVERY = 2 ** 12

/** A delegate's own chain, made from a secret once; a value is then at most a hundred hashes away. */
export class RevealChain {
  readonly commitment: Hash
  /** The values of base + length − 1, that less a stride, and so on down, one behind the other: what is worth keeping. */
  readonly kept: Bytes
  private readonly base: number
  private readonly length: number

  private constructor(commitment: Hash, kept: Bytes, base: number, length: number) {
    this.commitment = commitment
    this.kept = kept
    this.base = base
    this.length = length
  }

  /** `length` is for how many slots it serves: REVEAL_SLOTS, or fewer where a run is known to be short. */
  static of(secret: Bytes, base: number, length: number = REVEAL_SLOTS): RevealChain {
    const making = RevealChain.making(secret, base, length)
    for (;;) {
      const { done, value } = making.next()
      if (done) return value
    }
  }

  /** The same in many short steps. */
  static *making(secret: Bytes, base: number, length: number): Generator<undefined, RevealChain> {
    const kept = new Uint8Array(32 * (divFloor(length - 2, STRIDE) + 1))
    let value: Hash = sha256(secret)
    for (let i = 0; i < length - 1; i++) {
      if (i % STRIDE === 0) kept.set(value, divFloor(i, STRIDE) * 32)
      value = sha256(value)
      if (i % PAUSE_EVERY === PAUSE_EVERY - 1) yield
    }
    return new RevealChain(value, kept, base, length)
  }

  /** As it was kept; undefined where that is not, to its end, what was committed to. */
  static restored(commitment: Hash, kept: Bytes, base: number, length: number): RevealChain | undefined {
    const chain = new RevealChain(commitment, kept, base, length)
    if (kept.length !== 32 * (divFloor(length - 2, STRIDE) + 1)) return undefined
    return equalBytes(sha256(chain.at(base + 1)!), commitment) ? chain : undefined
  }

  /** The value for a slot; undefined once the chain is spent, or before it begins. */
  at(slot: number): Hash | undefined {
    const i = slot - this.base
    if (i < 1 || i >= this.length) return undefined
    const behind = this.length - 1 - i
    const over = behind % STRIDE
    const from = divFloor(behind, STRIDE) * 32
    return forward(this.kept.slice(from, from + 32), over)
  }
}
