// A hash as a text of 16 characters, two bytes each in this machine's order: kept at a quarter of an array's memory,
// and written down in half the steps of one character a byte. It never leaves the machine.
import type { Bytes } from './bytes.ts'

export type Digest = string

const UNITS = 16
const units = new Uint16Array(UNITS)
const bytes = new Uint8Array(units.buffer)

// biome-ignore format: two rows of eight
export function digestOfBytes(hash: Bytes): Digest {
  bytes.set(hash)
  return String.fromCharCode(
    units[0]!, units[1]!, units[2]!, units[3]!, units[4]!, units[5]!, units[6]!, units[7]!,
    units[8]!, units[9]!, units[10]!, units[11]!, units[12]!, units[13]!, units[14]!, units[15]!,
  )
}

export function bytesOfDigest(digest: Digest): Bytes {
  writeDigestUnits(units, 0, digest)
  return bytes.slice()
}

/** Writes the hash's 32 bytes among what is to be hashed. */
export function writeDigest(into: Bytes, at: number, digest: Digest): void {
  writeDigestUnits(units, 0, digest)
  into.set(bytes, at)
}

/** The same, two bytes at a time: `at` counts units. */
export function writeDigestUnits(into: Uint16Array, at: number, digest: Digest): void {
  for (let i = 0; i < UNITS; i++) into[at + i] = digest.charCodeAt(i)
}
