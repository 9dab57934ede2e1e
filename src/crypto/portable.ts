// The signature rule in plain code, synchronous and the same everywhere. The arithmetic of points is noble's; the
// equation is ours, because noble's own verify multiplies it by the cofactor.
import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { sha512 } from '@noble/hashes/sha2.js'
import type { Bytes } from '../bytes/bytes.ts'
import { Recent } from './recent.ts'
import { KEY_BYTES, passesByteCheck } from './rule.ts'
import type { Signed } from './signed.ts'

const { Point } = ed25519
const { Fn } = Point
type Point = typeof Point.BASE

/** Whether a signature is valid under the rule. Refuses whatever it is given that is not; never throws. */
export function verifyPortable(signed: Signed): boolean {
  if (!passesByteCheck(signed)) return false
  const { publicKey, message, signature } = signed
  const key = keys.of(publicKey)
  if (key === OFF_CURVE) return false
  base ??= new Multiples(Point.BASE, BASE_WIDTH)
  const r = signature.subarray(0, KEY_BYTES)
  const k = sha512.create().update(r).update(publicKey).update(message).digest()
  const sum = addMultiples(
    base,
    signature.subarray(KEY_BYTES),
    key,
    Fn.toBytes(Fn.create(bytesToNumberLE(k))),
  )
  // Encodings are unique, so equal bytes are equal points, and R need not be decoded.
  return sameStart(sum.toBytes(), r)
}

// A scalar is cut into ROWS pieces of BITS bits; row i holds odd multiples of 2^(BITS * i) P. One walk then doubles
// BITS times instead of 256, and the rows, which cost what those doublings did, serve every signature of the key.
// Public data only: the time taken depends on it.
const ROWS = 8
const BITS = 32
const SCALAR_BITS = ROWS * BITS
const BASE_WIDTH = 8
const KEY_WIDTH = 4
const MOST_KEYS = 512 // at some 16 kB each

class Multiples {
  readonly width: number
  private readonly half: number
  private readonly rows: Point[][] = []

  constructor(point: Point, width: number) {
    this.width = width
    this.half = 2 ** (width - 1)
    let first = point
    for (let row = 0; row < ROWS; row++) {
      this.rows.push(this.oddMultiples(first))
      if (row < ROWS - 1) for (let i = 0; i < BITS; i++) first = first.double()
    }
  }

  /** From -(half - 1) to half - 1, the odd ones, ascending. */
  private oddMultiples(point: Point): Point[] {
    const twice = point.double()
    const positive = [point]
    while (2 * positive.length < this.half) positive.push(positive.at(-1)!.add(twice))
    return [...positive.map(multiple => multiple.negate()).reverse(), ...positive]
  }

  /** The odd multiple `digit` of row `row`. */
  of(row: number, digit: number): Point {
    return this.rows[row]![(digit + this.half - 1) >> 1]!
  }
}

let base: Multiples | undefined

const OFF_CURVE = 'off curve'
const keys = new Recent<Multiples | typeof OFF_CURVE>(MOST_KEYS, publicKey => {
  let point: Point
  try {
    point = Point.fromBytes(publicKey)
  } catch {
    return OFF_CURVE
  }
  return new Multiples(point.negate(), KEY_WIDTH)
})

/** [m]P + [n]Q for little-endian m, n below 2^253. */
function addMultiples(p: Multiples, m: Bytes, q: Multiples, n: Bytes): Point {
  const digitsOfM = signedDigits(m, p.width)
  const digitsOfN = signedDigits(n, q.width)
  let sum = Point.ZERO
  for (let bit = BITS - 1; bit >= 0; bit--) {
    if (bit < BITS - 1) sum = sum.double()
    for (let row = 0; row < ROWS; row++) {
      const ofM = digitsOfM[row * BITS + bit]!
      if (ofM !== 0) sum = sum.add(p.of(row, ofM))
      const ofN = digitsOfN[row * BITS + bit]!
      if (ofN !== 0) sum = sum.add(q.of(row, ofN))
    }
  }
  return sum
}

/** The non-adjacent form: sum of digit[i] * 2^i, each digit 0 or odd and below 2^(width - 1), mostly 0. */
function signedDigits(scalar: Bytes, width: number): Int8Array {
  const digits = new Int8Array(SCALAR_BITS)
  let carry = 0
  for (let at = 0; at < SCALAR_BITS; ) {
    if (((scalar[at >> 3]! >> (at & 7)) & 1) === carry) {
      at += 1
      continue
    }
    const byte = at >> 3
    const pair = scalar[byte]! | ((scalar[byte + 1] ?? 0) << 8)
    const window = carry + ((pair >> (at & 7)) & ((1 << width) - 1))
    carry = window >> (width - 1)
    digits[at] = window - (carry << width)
    at += width
  }
  return digits
}

function sameStart(a: Bytes, b: Bytes): boolean {
  for (let i = 0; i < KEY_BYTES; i++) if (a[i] !== b[i]) return false
  return true
}
