// For tests: the definition of the tree's root, slow and obvious, with another SHA-256; and keys to fill trees with.
import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { type Bytes, compareBytes, concatBytes, fromHex, toHex } from '../../bytes/bytes.ts'
import type { View } from './tree.ts'

export type Entry = readonly [key: Bytes, value: Bytes]
/** A model of a state: values under the hexadecimal of their keys. */
export type Model = ReadonlyMap<string, Bytes>

export function entriesOf(model: Model): Entry[] {
  const entries = [...model].map(([key, value]): Entry => [fromHex(key)!, value])
  return entries.sort(([a], [b]) => compareBytes(a, b))
}

export function contentOf(view: View): Entry[] {
  return [...view.prefix()].map((leaf): Entry => [leaf.key, leaf.value])
}

const bitsOf = (key: Bytes) => Array.from(key, byte => byte.toString(2).padStart(8, '0')).join('')

const bytesOf = (bits: string) => {
  const padded = bits.padEnd(8 * 48, '0')
  return Uint8Array.from({ length: 48 }, (_, i) => Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2))
}

const number = (size: number, value: number) => fromHex(value.toString(16).padStart(2 * size, '0'))!

export function referenceRoot(entries: readonly Entry[]): Bytes {
  if (entries.length === 0) return sha256(number(1, 2))
  if (entries.length === 1) {
    const [key, value] = entries[0]!
    const hashed = sha256(concatBytes(number(1, 3), value))
    return sha256(concatBytes(number(1, 0), number(1, key.length), key, hashed))
  }
  const all = entries.map(([key]) => bitsOf(key))
  let prefix = all[0]!
  while (!all.every(bits => bits.startsWith(prefix))) prefix = prefix.slice(0, -1)
  const side = (bit: string) => referenceRoot(entries.filter((_, i) => all[i]!.startsWith(prefix + bit)))
  return sha256(
    concatBytes(
      number(1, 1),
      number(2, prefix.length),
      bytesOf(prefix),
      number(4, entries.length),
      side('0'),
      side('1'),
    ),
  )
}

// The first byte tells the length, as a module's byte does, so no key begins another.
const LENGTHS = [1, 2, 3, 5, 20, 48]
// Few different bytes, so that keys share long prefixes and part at every kind of bit.
const BYTES = [0x00, 0x01, 0x7f, 0x80, 0xff]

export const keys: fc.Arbitrary<Bytes> = fc
  .integer({ min: 0, max: LENGTHS.length - 1 })
  .chain(module =>
    fc
      .array(fc.constantFrom(...BYTES), { minLength: LENGTHS[module]! - 1, maxLength: LENGTHS[module]! - 1 })
      .map(rest => Uint8Array.of(module, ...rest)),
  )

export const values: fc.Arbitrary<Bytes> = fc.uint8Array({ maxLength: 6 })

export const models: fc.Arbitrary<Model> = fc
  .array(fc.tuple(keys, values), { maxLength: 24 })
  .map(entries => new Map(entries.map(([key, value]) => [toHex(key), value])))

/** Bounds that are keys, begin keys, or lie between them. */
export const bounds: fc.Arbitrary<Bytes> = fc.oneof(
  keys,
  keys.chain(key => fc.nat(key.length).map(length => key.slice(0, length))),
  fc.array(fc.constantFrom(...BYTES, 2, 3, 4, 5), { maxLength: 4 }).map(bytes => Uint8Array.from(bytes)),
)

export const ranges: fc.Arbitrary<readonly [Bytes, Bytes]> = fc.oneof(
  keys.map((key): [Bytes, Bytes] => [key, key]),
  fc.tuple(bounds, bounds).map(([a, b]): [Bytes, Bytes] => (compareBytes(a, b) <= 0 ? [a, b] : [b, a])),
)

export function within(entries: readonly Entry[], from: Bytes, to: Bytes): Entry[] {
  return entries.filter(([key]) => compareBytes(key, from) >= 0 && compareBytes(key, to) <= 0)
}
