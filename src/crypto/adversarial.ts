// Hostile signatures without end, from a seed. Every secret and nonce is known here, and so is the small-order part
// of every point, so that nearly every item comes with the verdict the rule must give, before anybody verifies it.
//
// With T of order 8, A = aB + iT, R = rB + jT and S = r + ka, the equation with the cofactor always holds; the one
// without it holds exactly when j + ki = 0 mod 8.
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concatBytes, equalBytes } from '../bytes/bytes.ts'
import { PUBLISHED } from './published.ts'
import type { Signed } from './signed.ts'

interface Judged extends Signed {
  /** The verdict of the rule, where it is known from how the item was made. */
  readonly expected?: boolean
}

export interface Hostile extends Judged {
  /** The class that it belongs to. */
  readonly kind: string
}

/** The endless stream of a seed. */
export function* hostileSignatures(seed: number): Generator<Hostile, never> {
  const forge = new Forge(new Dice(seed))
  for (;;) {
    const kind = forge.dice.pick(KINDS)
    yield { kind, ...CLASSES[kind]!(forge) }
  }
}

const { Point } = ed25519
type Point = typeof Point.BASE
const L = Point.Fn.ORDER
const P = Point.Fp.ORDER
const ROOM = 1n << 256n // what 32 bytes hold
const SIGN = 0x80

const bytesOf = (n: bigint): Bytes => numberToBytesLE(n, 32)

/** Repeatable chance (a Weyl sequence through a 32-bit mixer). */
class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  private word(): number {
    this.state = (this.state + 0x9e3779b9) | 0
    let z = this.state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }

  below(bound: number): number {
    return this.word() % bound
  }

  bytes(count: number): Bytes {
    const bytes = new Uint8Array(count)
    for (let i = 0; i < count; i++) bytes[i] = this.word() >>> 24
    return bytes
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!
  }

  /** From 1 to L - 1. */
  scalar(): bigint {
    return (bytesToNumberLE(this.bytes(48)) % (L - 1n)) + 1n
  }
}

/** n B + i T for the eight i, encoded, with the n that nobody else would know. */
interface Known {
  readonly n: bigint
  readonly encoded: readonly Bytes[]
}

const TORSION: readonly Point[] = (() => {
  const t = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')
  const multiples = [Point.ZERO]
  while (multiples.length < 8) multiples.push(multiples.at(-1)!.add(t))
  return multiples
})()

const PURE: Known = { n: 0n, encoded: TORSION.map(point => point.toBytes()) }

function known(n: bigint): Known {
  const point = Point.BASE.multiplyUnsafe(n)
  return { n, encoded: TORSION.map(torsion => point.add(torsion).toBytes()) }
}

// The six further ways to write a point of small order: a sign bit at x = 0, y + p, and both.
const OTHER_WAYS: readonly { readonly i: number; readonly encoded: Bytes }[] = (
  [
    [1n, SIGN],
    [P - 1n, SIGN],
    [P, 0],
    [P, SIGN],
    [P + 1n, 0],
    [P + 1n, SIGN],
  ] as const
).map(([y, sign]) => {
  const encoded = withSign(bytesOf(y), sign)
  const point = Point.fromBytes(encoded, true)
  return { i: TORSION.findIndex(torsion => torsion.equals(point)), encoded }
})

function withSign(bytes: Bytes, sign: number): Bytes {
  bytes[31] = bytes[31]! | sign
  return bytes
}

function isOnCurve(encoded: Bytes): boolean {
  try {
    Point.fromBytes(encoded, true)
    return true
  } catch {
    return false
  }
}

/** A point as it stands in an item: n B + i T, written so. */
interface Part {
  readonly n: bigint
  readonly i: number
  readonly encoded: Bytes
}

interface Forged {
  readonly signed: Signed
  /** Whether the equation without the cofactor holds. */
  readonly holds: boolean
  /** Whether it would if k were not reduced mod L before it multiplies A. */
  readonly holdsUnreduced: boolean
}

class Forge {
  readonly dice: Dice
  // A few of each serve a whole stream, since their pairs with ever new messages do not repeat.
  private readonly secrets: readonly Known[]
  private readonly nonces: readonly Known[]
  private readonly offCurve: readonly Bytes[]

  constructor(dice: Dice) {
    this.dice = dice
    this.secrets = Array.from({ length: 24 }, () => known(dice.scalar()))
    this.nonces = Array.from({ length: 48 }, () => known(dice.scalar()))
    this.offCurve = Array.from({ length: 24 }, () => {
      for (;;) {
        const bytes = dice.bytes(32)
        if (!isOnCurve(bytes)) return bytes
      }
    })
  }

  key = (i = 0): Part => this.part(this.dice.pick(this.secrets), i)
  nonce = (i = 0): Part => this.part(this.dice.pick(this.nonces), i)
  smallOrder = (): Part =>
    this.dice.below(3) === 0 ? { n: 0n, ...this.dice.pick(OTHER_WAYS) } : this.part(PURE, this.dice.below(8))
  torsion = (): number => this.dice.below(8)
  pointOffCurve = (): Bytes => this.dice.pick(this.offCurve)

  private part(of: Known, i: number): Part {
    return { n: of.n, i, encoded: of.encoded[i]! }
  }

  message(): Bytes {
    return this.dice.bytes(this.dice.below(160))
  }

  sign(key: Part, nonce: Part, message = this.message()): Forged {
    const wide = bytesToNumberLE(sha512(concatBytes(nonce.encoded, key.encoded, message)))
    const k = wide % L
    const s = (nonce.n + k * key.n) % L
    const residue = (factor: bigint) => (nonce.i + Number(factor % 8n) * key.i) % 8
    return {
      signed: { publicKey: key.encoded, message, signature: concatBytes(nonce.encoded, bytesOf(s)) },
      holds: residue(k) === 0,
      holdsUnreduced: residue(wide) === 0,
    }
  }

  honest(): Signed {
    return this.sign(this.key(), this.nonce()).signed
  }

  /** With another R, so that parts of both do not make up one of them again. */
  honestApartFrom(other: Signed): Signed {
    for (;;) {
      const signed = this.honest()
      if (!equalBytes(signed.signature.subarray(0, 32), other.signature.subarray(0, 32))) return signed
    }
  }

  /** Forges until it fits. */
  until(make: () => Forged, fits: (forged: Forged) => boolean): Signed {
    for (;;) {
      const forged = make()
      if (fits(forged)) return forged.signed
    }
  }

  mixed = (): Forged => {
    for (;;) {
      const [i, j] = [this.torsion(), this.torsion()]
      if (i !== 0 || j !== 0) return this.sign(this.key(i), this.nonce(j))
    }
  }

  /** Half of them with the equation holding, so that it is the small order and nothing else that is refused. */
  degenerate(key: () => Part, nonce: () => Part): Judged {
    const wanted = this.dice.below(2) === 0
    return invalid(
      this.until(
        () => this.sign(key(), nonce()),
        ({ holds }) => holds || !wanted,
      ),
    )
  }

  /** An honest item with the key or R replaced, as chance will have it. */
  replacePoint(encoded: Bytes): Signed {
    const signed = this.honest()
    if (this.dice.below(2) === 0) return { ...signed, publicKey: encoded }
    return { ...signed, signature: concatBytes(encoded, signed.signature.subarray(32)) }
  }

  replaceScalar(change: (s: bigint) => bigint): Signed {
    const signed = this.honest()
    const s = bytesToNumberLE(signed.signature.subarray(32))
    return {
      ...signed,
      signature: concatBytes(signed.signature.subarray(0, 32), bytesOf(change(s))),
    }
  }
}

const valid = (signed: Signed): Judged => ({ ...signed, expected: true })
const invalid = (signed: Signed): Judged => ({ ...signed, expected: false })

function flipBit(bytes: Bytes, dice: Dice): Bytes {
  const flipped = bytes.slice()
  const bit = dice.below(8 * bytes.length)
  flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7))
  return flipped
}

function flipSomewhere(signed: Signed, dice: Dice): Signed {
  const part = dice.below(3)
  if (part === 0 && signed.publicKey.length > 0)
    return { ...signed, publicKey: flipBit(signed.publicKey, dice) }
  if (part === 1 && signed.message.length > 0) return { ...signed, message: flipBit(signed.message, dice) }
  if (signed.signature.length > 0) return { ...signed, signature: flipBit(signed.signature, dice) }
  return signed
}

/** Cut short, drawn out, or with another's length. */
function resize(bytes: Bytes, dice: Dice): Bytes {
  const length = dice.pick([0, 1, bytes.length - 1, bytes.length + 1, 2 * bytes.length, bytes.length >> 1])
  const resized = dice.bytes(length)
  resized.set(bytes.subarray(0, length))
  return resized
}

const CLASSES: Readonly<Record<string, (forge: Forge) => Judged>> = {
  valid: forge => valid(forge.honest()),

  'valid, empty message': forge => valid(forge.sign(forge.key(), forge.nonce(), new Uint8Array(0)).signed),

  'valid, long message': forge =>
    valid(forge.sign(forge.key(), forge.nonce(), forge.dice.bytes(1000 + forge.dice.below(1000))).signed),

  'a bit flipped': forge => invalid(flipSomewhere(forge.honest(), forge.dice)),

  'wrong length': forge => {
    const signed = forge.honest()
    return invalid(
      forge.dice.below(2) === 0
        ? { ...signed, publicKey: resize(signed.publicKey, forge.dice) }
        : { ...signed, signature: resize(signed.signature, forge.dice) },
    )
  },

  'S plus multiples of L': forge =>
    invalid(
      forge.replaceScalar(s => {
        const most = Number((ROOM - 1n - s) / L)
        return s + L * BigInt(1 + forge.dice.below(most))
      }),
    ),

  'S at an edge': forge =>
    invalid(
      forge.replaceScalar(() =>
        forge.dice.pick([0n, 1n, L - 1n, L, L + 1n, 2n * L, 1n << 252n, 1n << 253n, 1n << 255n, ROOM - 1n]),
      ),
    ),

  'S negated': forge => invalid(forge.replaceScalar(s => L - s)),

  'A of small order': forge => forge.degenerate(forge.smallOrder, forge.nonce),

  'R of small order': forge => forge.degenerate(forge.key, forge.smallOrder),

  // S is then 0.
  'A and R of small order': forge => forge.degenerate(forge.smallOrder, forge.smallOrder),

  'A of small order, R of mixed': forge =>
    forge.degenerate(forge.smallOrder, () => forge.nonce(forge.torsion())),

  'R of small order, A of mixed': forge =>
    forge.degenerate(() => forge.key(forge.torsion()), forge.smallOrder),

  'mixed order, holds': forge => valid(forge.until(forge.mixed, ({ holds }) => holds)),

  'mixed order, holds with the cofactor only': forge =>
    invalid(forge.until(forge.mixed, ({ holds }) => !holds)),

  'mixed order, holds for an unreduced k only': forge =>
    invalid(forge.until(forge.mixed, ({ holds, holdsUnreduced }) => holdsUnreduced && !holds)),

  'y not below p': forge =>
    invalid(
      forge.replacePoint(withSign(bytesOf(P + BigInt(forge.dice.below(19))), forge.dice.below(2) * SIGN)),
    ),

  // The same point, had y been reduced: the signature would hold if somebody knew its logarithm.
  'y small': forge =>
    invalid(forge.replacePoint(withSign(bytesOf(BigInt(forge.dice.below(19))), forge.dice.below(2) * SIGN))),

  'sign bit at x = 0': forge => {
    const unsigned = () => ({ n: 0n, ...forge.dice.pick(OTHER_WAYS.slice(0, 2)) })
    return forge.dice.below(2) === 0
      ? forge.degenerate(unsigned, forge.nonce)
      : forge.degenerate(forge.key, unsigned)
  },

  'off the curve': forge => invalid(forge.replacePoint(forge.pointOffCurve())),

  'all bytes alike': forge => {
    const fill = (count: number) => new Uint8Array(count).fill(forge.dice.pick([0, 0, 1, 0x7f, 0x80, 0xff]))
    const signed = forge.honest()
    return invalid({
      ...signed,
      ...forge.dice.pick([
        { publicKey: fill(32) },
        { signature: fill(64) },
        { publicKey: fill(32), signature: fill(64) },
        { publicKey: fill(32), signature: fill(64), message: fill(32) },
      ]),
    })
  },

  'random bytes': ({ dice }) =>
    invalid({ publicKey: dice.bytes(32), message: dice.bytes(dice.below(100)), signature: dice.bytes(64) }),

  'parts of several': forge => {
    const a = forge.honest()
    const b = forge.honestApartFrom(a)
    return invalid(
      forge.dice.pick<Signed>([
        { ...a, message: concatBytes(b.message, Uint8Array.of(0)) },
        { ...a, signature: b.signature },
        { ...a, signature: concatBytes(a.signature.subarray(0, 32), b.signature.subarray(32)) },
        { ...a, signature: concatBytes(b.signature.subarray(0, 32), a.signature.subarray(32)) },
        { ...a, signature: concatBytes(a.signature.subarray(32), a.signature.subarray(0, 32)) },
        {
          ...a,
          publicKey: a.signature.subarray(0, 32),
          signature: concatBytes(a.publicKey, a.signature.subarray(32)),
        },
      ]),
    )
  },

  'a point and a scalar of nobody': forge => {
    const [key, nonce] = [forge.key(forge.torsion()), forge.nonce(forge.torsion())]
    return invalid({
      publicKey: key.encoded,
      message: forge.message(),
      signature: concatBytes(nonce.encoded, bytesOf(forge.dice.scalar())),
    })
  },

  published: forge => {
    const { publicKey, message, signature, expected } = forge.dice.pick(PUBLISHED)
    return { publicKey, message, signature, expected }
  },

  // No verdict is promised; the back-ends must still agree.
  'anything, a bit flipped': forge =>
    flipSomewhere(
      forge.dice.pick([forge.mixed, () => forge.sign(forge.smallOrder(), forge.smallOrder())])().signed,
      forge.dice,
    ),
}

export const KINDS: readonly string[] = Object.keys(CLASSES)
