// X25519 by the ladder of RFC 7748, section 5: it happens once a connection to a relay, so short code is worth more than
// speed. Like every implementation in plain code it does not hide how long it takes; a page's transport key is new with
// each load, and so is the secret of each connection.
const P = 2n ** 255n - 19n
const A24 = 121_665n
const BASE = Uint8Array.of(9, ...new Uint8Array(31))
const BITS = 255
const BYTES = 32

const mod = (value: bigint): bigint => {
  const rest = value % P
  return rest < 0n ? rest + P : rest
}

/** Little-endian. */
function integerOf(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = BYTES - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!)
  return value
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  for (let i = 0, rest = value; i < BYTES; i++, rest >>= 8n) bytes[i] = Number(rest & 255n)
  return bytes
}

/** By Fermat: a power of P − 2. */
function inverse(of: bigint): bigint {
  let result = 1n
  for (let base = of, power = P - 2n; power > 0n; power >>= 1n, base = mod(base * base))
    if (power & 1n) result = mod(result * base)
  return result
}

function scalarOf(secret: Uint8Array): bigint {
  const bytes = Uint8Array.from(secret)
  bytes[0]! &= 248
  bytes[31]! &= 127
  bytes[31]! |= 64
  return integerOf(bytes)
}

function multiply(secret: Uint8Array, point: Uint8Array): Uint8Array {
  if (secret.length !== BYTES || point.length !== BYTES) throw new RangeError('a key has 32 bytes')
  const k = scalarOf(secret)
  const x1 = mod(integerOf(point) & (2n ** 255n - 1n))
  let [x2, z2, x3, z3] = [1n, 0n, x1, 1n]
  let swap = 0n
  for (let bit = BITS - 1; bit >= 0; bit--) {
    const now = (k >> BigInt(bit)) & 1n
    if (swap !== now) [x2, x3, z2, z3] = [x3, x2, z3, z2]
    swap = now
    const [a, b, c, d] = [x2 + z2, x2 - z2, x3 + z3, x3 - z3]
    const [aa, bb, da, cb] = [mod(a * a), mod(b * b), mod(d * a), mod(c * b)]
    const e = aa - bb
    x3 = mod((da + cb) ** 2n)
    z3 = mod(x1 * (da - cb) ** 2n)
    x2 = mod(aa * bb)
    z2 = mod(e * (aa + A24 * e))
  }
  if (swap) [x2, z2] = [x3, z3]
  return bytesOf(mod(x2 * inverse(z2)))
}

export const publicKeyOf = (secret: Uint8Array): Uint8Array => multiply(secret, BASE)

/** Refuses a point of small order, with which every secret would be the same. */
export function sharedSecret(secret: Uint8Array, point: Uint8Array): Uint8Array {
  const shared = multiply(secret, point)
  if (shared.every(byte => byte === 0)) throw new RangeError('a point of small order')
  return shared
}
