// SHA-256 (FIPS 180-4) and HKDF over it (RFC 5869), for the few hundred bytes of a handshake: the library's comes with its
// larger sisters, and whatever a page hashes much of goes another way.
const BLOCK = 64
const WORDS = 16
const ROUNDS = 64

/** The first bits behind the point of roots of the first primes: of their cube roots, and of eight square roots. */
const { K, START } = (() => {
  const primes: number[] = []
  for (let each = 2; primes.length < ROUNDS; each++)
    if (primes.every(prime => each % prime !== 0)) primes.push(each)
  const bits = (of: number) => ((of - Math.floor(of)) * 2 ** 32) | 0
  return {
    K: primes.map(prime => bits(Math.cbrt(prime))),
    START: primes.slice(0, 8).map(p => bits(Math.sqrt(p))),
  }
})()

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

export function sha256(message: Uint8Array): Uint8Array {
  const { length } = message
  const padded = new Uint8Array(Math.ceil((length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29))
  view.setUint32(padded.length - 4, length << 3)
  const state = Int32Array.from(START)
  const words = new Int32Array(ROUNDS)
  for (let at = 0; at < padded.length; at += BLOCK) {
    for (let i = 0; i < WORDS; i++) words[i] = view.getInt32(at + 4 * i)
    for (let i = WORDS; i < ROUNDS; i++) {
      const [before, last] = [words[i - 15]!, words[i - 2]!]
      const low = turn(before, 7) ^ turn(before, 18) ^ (before >>> 3)
      const high = turn(last, 17) ^ turn(last, 19) ^ (last >>> 10)
      words[i] = words[i - 16]! + low + words[i - 7]! + high
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    for (let i = 0; i < ROUNDS; i++) {
      const chosen = (e & f) ^ (~e & g)
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen + K[i]! + words[i]!) | 0
      const most = (a & b) ^ (a & c) ^ (b & c)
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + word
  }
  const digest = new DataView(new ArrayBuffer(32))
  for (const [i, word] of state.entries()) digest.setInt32(4 * i, word)
  return new Uint8Array(digest.buffer)
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap(part => [...part]))

function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? sha256(key) : key)
  const inner = sha256(
    joined(
      block.map(byte => byte ^ 0x36),
      message,
    ),
  )
  return sha256(
    joined(
      block.map(byte => byte ^ 0x5c),
      inner,
    ),
  )
}

/** Three keys of 32 bytes. */
export function hkdf(salt: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  const secret = hmac(salt, input)
  const first = hmac(secret, Uint8Array.of(1))
  const second = hmac(secret, joined(first, Uint8Array.of(2)))
  return [first, second, hmac(secret, joined(second, Uint8Array.of(3)))]
}
