// A delegate's chain of reveals with every value at hand: a run asks for each, and has few.
import type { Bytes } from '../bytes/bytes.ts'
import { type Hash, sha256 } from '../bytes/hash.ts'

export interface Reveals {
  readonly commitment: Hash
  /** The value for a slot; undefined once the chain is spent, or before it begins. */
  at(slot: number): Hash | undefined
}

/** A chain that counts from slot 0 and serves so many slots: the value of a slot hashes to that of the one before. */
export function revealsFrom(secret: Bytes, slots: number): Reveals {
  const values: Hash[] = [sha256(secret)]
  while (values.length < slots) values.push(sha256(values.at(-1)!))
  values.reverse()
  return { commitment: values[0]!, at: slot => (slot > 0 ? values[slot] : undefined) }
}
